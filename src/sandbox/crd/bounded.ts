import { createContext, Script } from 'node:vm';

const call = new Script('run()');
const globals: { run: () => unknown } = { run: () => undefined };
const context = createContext(globals);

/**
 * Runs what a definition's author has written, a pattern or a rule, for no longer than this; undefined where it is not
 * done by then. Of all of Node only `vm` can end a loop or a backtracking pattern in the same thread.
 */
export function bounded<T>(run: () => T, milliseconds: number): T | undefined {
  let result: T | undefined;
  globals.run = () => {
    result = run();
  };
  try {
    call.runInContext(context, { timeout: milliseconds });
    return result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    globals.run = () => undefined;
  }
}
