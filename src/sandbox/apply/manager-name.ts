/** metav1 validation.FieldManagerMaxLength, in bytes. */
const MAX_LENGTH = 128;

/**
 * Who writes: `fieldManager` of the request, or else what its User-Agent begins with
 * (apiserver pkg/endpoints/handlers/create.go, managerOrUserAgent).
 */
export function managerName(fieldManager: string, userAgent: string): string {
  if (fieldManager !== '') return fieldManager;
  let name = '';
  for (const character of userAgent.split('/')[0] ?? '') {
    if (!isPrintable(character)) continue;
    if (Buffer.byteLength(name + character) > MAX_LENGTH) break;
    name += character;
  }
  return name;
}

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}
