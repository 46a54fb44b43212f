/** The names that a server has made from `generateName`, so that they can be told wherever they come again. */
export class GeneratedNames {
  readonly #hidden = new Map<string, string>();

  add(name: string, prefix: string): void {
    if (name !== prefix && name.startsWith(prefix)) this.#hidden.set(name, `${prefix}<random>`);
  }

  hide(text: string): string {
    let result = text;
    for (const [name, hidden] of this.#hidden) result = result.replaceAll(name, hidden);
    return result;
  }
}

/** Adds the names that the value tells of, JSON or protobuf. */
export function collectNames(value: unknown, names: GeneratedNames): void {
  if (Array.isArray(value)) {
    for (const item of value) collectNames(item, names);
  } else if (typeof value === 'object' && value !== null) {
    const { name, generateName } = value as Record<string, unknown>;
    if (typeof name === 'string' && typeof generateName === 'string') names.add(name, generateName);
    // ObjectMeta in protobuf: name is 1, generateName 2, namespace 3, uid 5.
    const fields = value as Record<string, unknown[]>;
    const [made, prefix] = [fields['1']?.[0], fields['2']?.[0]];
    const isMetadata = typeof made === 'string' && typeof prefix === 'string' && prefix.endsWith('-');
    if (isMetadata && isUid(fields['5']?.[0])) names.add(made, prefix);
    for (const item of Object.values(value)) collectNames(item, names);
  }
}

const UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isUid(value: unknown): boolean {
  return typeof value === 'string' && UID.test(value);
}
