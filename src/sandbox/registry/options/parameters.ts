import { badRequest } from '../../model/status.ts';

/** The parameters of a request, each with all its values. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** The text of a parameter; '' where it is not there. */
export function textParameter(parameters: Parameters, name: string): string {
  return parameters.get(name)?.[0] ?? '';
}

/** Go's Convert_Slice_string_To_bool: all but `false` and `0` is true. */
export function boolParameter(parameters: Parameters, name: string): boolean | undefined {
  const text = parameters.get(name)?.[0];
  return text === undefined ? undefined : text.toLowerCase() !== 'false' && text !== '0';
}

/** @throws StatusError 400 as strconv.ParseInt has it. */
export function integerParameter(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name)?.[0];
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) !== value) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return Number(value);
}
