import type { TraceOptions } from '../args/options.ts';
import type { RenderSettings } from '../render/renderer.ts';

/**
 * What the options mean for a renderer.
 *
 * @param columns of the terminal that it is for; undefined for pipes and files
 */
export function settingsFor(
  options: TraceOptions,
  columns: number | undefined,
  environment: NodeJS.ProcessEnv,
): RenderSettings {
  return {
    verbosity: options.verbosity,
    discovery: options.discovery,
    color: usesColor(options.color, columns !== undefined, environment),
    width: columns ?? Number.POSITIVE_INFINITY,
    filtered: options.only.length + options.hide.length > 0,
    summary: options.summary,
    rbacExpand: options.rbacExpand,
    body: options.body,
    managedFields: options.managedFields,
  };
}

/** https://no-color.org: any value that is not empty switches colours off. */
export function usesColor(
  when: 'auto' | 'always' | 'never',
  onTerminal: boolean,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (when !== 'auto') return when === 'always';
  return onTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
