import type { GoField, GoStruct, GoType } from '../model/catalog.ts';
import { own } from '../model/json.ts';
import { apiVersionOf } from '../model/object.ts';

/** What src/sandbox/data has in go-types.json: what scripts/sandbox-update/go-types prints. */
export interface GoTypesData {
  /** `apps/v1/Deployment`, `/v1/Pod`: the index of the struct. */
  kinds: Record<string, number>;
  /** The kinds of other versions that the scheme has: `apps/v1beta1`. */
  known: Record<string, string[]>;
  /**
   * A line with the struct's name, and one for each field, with tabs between: JSON key, Go name, type, omission, number
   * and wire type in protobuf, patch strategy, patch merge key, and the numbers of the embedded messages around it.
   */
  structs: string[];
}

export interface GoTypes {
  find(group: string, version: string, kind: string): GoStruct | undefined;
  isRetired(group: string, version: string, kind: string): boolean;
}

export function createGoTypes({ kinds, known, structs }: GoTypesData): GoTypes {
  const made = new Map<number, GoStruct>();
  const structAt = (index: number): GoStruct => {
    let struct = made.get(index);
    if (struct === undefined) {
      struct = new LazyStruct(structs[index] ?? '', structAt);
      made.set(index, struct);
    }
    return struct;
  };
  return {
    find(group, version, kind) {
      const index = own(kinds, `${group}/${version}/${kind}`) as number | undefined;
      return index === undefined ? undefined : structAt(index);
    },
    isRetired(group, version, kind) {
      const others = own(known, apiVersionOf({ group, version }));
      return Array.isArray(others) && others.includes(kind);
    },
  };
}

/** Parsed when its fields are first asked for: structs hold one another, and a run needs few of them. */
class LazyStruct implements GoStruct {
  readonly name: string;
  readonly #lines: readonly string[];
  readonly #structAt: (index: number) => GoStruct;
  #fields: readonly GoField[] | undefined;

  constructor(text: string, structAt: (index: number) => GoStruct) {
    const [name = '', ...lines] = text.split('\n');
    this.name = name;
    this.#lines = lines;
    this.#structAt = structAt;
  }

  get fields(): readonly GoField[] {
    this.#fields ??= this.#lines.map((line) => parseField(line, this.#structAt));
    return this.#fields;
  }
}

function parseField(line: string, structAt: (index: number) => GoStruct): GoField {
  const [json = '', go = '', type = '', omit, protobuf, wire, patchStrategy, patchMergeKey, within] =
    line.split('\t');
  const parsed = parseType(type, structAt);
  return {
    json,
    go,
    type: parsed,
    omit: parseOmission(omit, parsed),
    protobuf: protobuf ? Number(protobuf) : undefined,
    within: within ? within.split('.').map(Number) : [],
    wire: wire || undefined,
    patchStrategy: patchStrategy || undefined,
    patchMergeKey: patchMergeKey || undefined,
  };
}

/** Of a field that has both options, `omitempty` says nothing of a struct, and all of anything else. */
function parseOmission(text: string | undefined, type: GoType): GoField['omit'] {
  if (text === 'emptyzero') return type.kind === 'struct' || type.kind === 'special' ? 'zero' : 'empty';
  return text === 'empty' || text === 'zero' ? text : '';
}

const KINDS = /^(?<basic>u?int\d*|float\d+|string|bool)(?::(?<name>.+))?$/;
const LIST = /^(?<message>\{\})?\[(?<name>[^\]]*)\](?<element>.*)$/;
const MAP = /^map(?::(?<name>[^[]+))?\[(?<key>[^\]]+)\](?<element>.*)$/;

/** The notation of scripts/sandbox-update/go-types/main.go, typeOf. */
function parseType(text: string, structAt: (index: number) => GoStruct, pointer = false): GoType {
  if (text.startsWith('*')) return parseType(text.slice(1), structAt, true);
  if (text.startsWith('#')) return { kind: 'struct', struct: structAt(Number(text.slice(1))), pointer };
  if (text.startsWith('!')) {
    const [name = '', struct] = text.slice(1).split('#');
    const held = struct === undefined ? undefined : structAt(Number(struct));
    return { kind: 'special', name, pointer, struct: held };
  }
  if (text === 'bytes') return { kind: 'bytes' };
  const list = LIST.exec(text)?.groups;
  if (list !== undefined) {
    const element = parseType(list.element ?? '', structAt);
    return { kind: 'list', element, name: list.name || undefined, message: list.message !== undefined };
  }
  const map = MAP.exec(text)?.groups;
  if (map !== undefined) {
    const element = parseType(map.element ?? '', structAt);
    return { kind: 'map', element, key: map.key ?? 'string', name: map.name };
  }
  const { basic = '', name = basic } = KINDS.exec(text)?.groups ?? {};
  if (basic === 'string' || basic === 'bool') return { kind: basic, name, bits: 0, pointer };
  const bits = Number(/\d+$/.exec(basic)?.[0] ?? 64);
  return { kind: basic.startsWith('float') ? 'float' : 'int', name, bits, pointer };
}
