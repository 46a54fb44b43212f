import { goQuote } from '../../model/field-error.ts';
import { badRequest } from '../../model/status.ts';

/**
 * Checks the name of a request as the keys of the storage do (apiserver pkg/registry/generic/registry/store.go).
 * @throws StatusError 400
 */
export function checkKey(namespaced: boolean, namespace: string, name: string): void {
  if (namespaced && namespace === '') throw badRequest('Namespace parameter required.');
  if (name === '') throw badRequest('Name parameter required.');
  const faults = pathSegmentFaults(name);
  if (faults.length > 0) {
    throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${faults.join(';')}`);
  }
}

/** apimachinery pkg/api/validate/content, IsPathSegmentName. */
function pathSegmentFaults(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}
