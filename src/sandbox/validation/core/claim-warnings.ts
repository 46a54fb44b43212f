import { goQuote } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own } from '../../model/json.ts';
import { isFraction } from '../resource-names.ts';

/** GetWarningsForPersistentVolumeClaimSpec */
export function claimSpecWarnings(path: string, spec: JsonObject): string[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const amount = own(objectAt(objectAt(spec, 'resources'), kind), 'storage');
    if (typeof amount !== 'string' || !isFraction(amount)) return [];
    const text = `fractional byte value ${goQuote(amount)} is invalid, must be an integer`;
    return [`${path}.resources.${kind}[storage]: ${text}`];
  });
}
