import type { ObjectState, Transaction } from '../../model/state.ts';

/** What a dry run gave; thrown to let the transaction fall. */
class DryRun<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('dry run');
    this.result = result;
  }
}

/** Runs a change on the newest state. A dry run sees what it would have written, and writes nothing. */
export async function transact<T>(
  state: ObjectState,
  dryRun: boolean,
  change: (transaction: Transaction) => T,
): Promise<T> {
  if (!dryRun) return state.commit(change);
  try {
    return await state.commit((transaction): T => {
      throw new DryRun(change(transaction));
    });
  } catch (error) {
    if (error instanceof DryRun) return error.result as T;
    throw error;
  }
}
