import { formatQuantity, parseQuantity, scaledValue } from '../../codec/quantity.ts';
import { type JsonObject, setOwn } from '../../model/json.ts';
import { findObject } from './set-default.ts';

const MILLI = -3;

/** SetDefaults_ResourceList: nothing is counted finer than in thousandths. */
export function roundResourceList(list: JsonObject | undefined): void {
  for (const [name, value] of Object.entries(list ?? {})) {
    const quantity = parseQuantity(String(value));
    if (quantity.exponent >= MILLI) continue;
    const rounded = formatQuantity({
      unscaled: scaledValue(quantity, MILLI),
      exponent: MILLI,
      format: quantity.format,
    });
    if (list !== undefined) setOwn(list, name, rounded);
  }
}

/** The limits and requests of a ResourceRequirements. */
export function roundRequirements(requirements: JsonObject | undefined): void {
  roundResourceList(findObject(requirements, 'limits'));
  roundResourceList(findObject(requirements, 'requests'));
}
