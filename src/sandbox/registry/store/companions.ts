import type { ApiObject } from '../../model/object.ts';
import type { Write } from './create-object.ts';

/** Stores and removes what goes along with an object: see Strategy's companions. */
export function storeCompanions(
  { rules, context, transaction }: Write,
  object: ApiObject | undefined,
  old: ApiObject | undefined,
): void {
  const companions = context.dryRun ? undefined : rules.strategy.companions?.(object, old, context);
  if (companions === undefined) return;
  for (const companion of companions.remove) transaction.remove(companions.storage, companion);
  for (const companion of companions.put) transaction.put(companions.storage, companion);
}
