import type { GoField, GoStruct, GoType } from '../model/catalog.ts';
import { goQuote } from '../model/field-error.ts';
import { compareGoStrings } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';
import { base64Fault } from './base64.ts';
import { embeddedStructs } from './embedded-structs.ts';
import { shortName, typeName } from './go-type-names.ts';
import { entriesOf, isParsedObject, type Parsed, RawNumber, RawObject } from './json-parser.ts';
import { integerOf, kindOf, SPECIALS, TypeFault } from './special-types.ts';
import { specialName, structJson, zeroOf } from './zero.ts';

export interface Canonical {
  /** Go's form of the value: unknown fields dropped, keys in order, zero values written as Go writes them. */
  object: JsonObject;
  /** `unknown field "spec.foo"`, `duplicate field "spec.x"`, in the order of the text; no more than 100. */
  strictErrors: string[];
}

export interface CanonicalizeOptions {
  /**
   * `stored`: what is left after protobuf has kept it, which does not know an empty list or map from none. So the
   * server's answers have `null` where a client wrote `[]` into a field that is always written.
   */
  empty?: 'kept' | 'stored';
  /** Where the value stands in the object, for the strict errors: `metadata`. */
  path?: string;
}

/** What Go cannot decode. The message is json.Unmarshal's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/**
 * What Go's decoding into a typed struct, and its encoding, leave of an object (sigs.k8s.io/json, encoding/json). Plain JSON
 * may be given, or what `parseJson` found. The result shares nothing with it.
 * @throws DecodeError
 */
export function canonicalize(
  struct: GoStruct,
  value: JsonObject | Parsed,
  { empty = 'kept', path = '' }: CanonicalizeOptions = {},
): Canonical {
  const decoder = new Decoder(empty === 'stored', path);
  const object = decoder.decode(struct, value as Parsed);
  return { object, strictErrors: decoder.strictErrors };
}

class Decoder {
  readonly strictErrors: string[] = [];
  readonly #dropEmpty: boolean;
  /** The first fault that does not end the decoding at once. */
  #fault: string | undefined;
  /** The struct that is being filled and the names of the fields that lead to it, for messages. */
  #struct = '';
  #fields: string[] = [];
  /** The path for strict errors; undefined below types that decode themselves, which look for none. */
  #path: string | undefined;

  constructor(dropEmpty: boolean, path: string) {
    this.#dropEmpty = dropEmpty;
    this.#path = path;
  }

  decode(struct: GoStruct, value: Parsed): JsonObject {
    const object = this.#value({ kind: 'struct', struct, pointer: false }, value, undefined);
    if (this.#fault !== undefined) throw new DecodeError(this.#fault);
    return isObject(object) ? object : structJson(struct, new Map());
  }

  /** Undefined is nil, or no value at all. `before` is what an earlier value of the same key has left. */
  #value(type: GoType, value: Parsed, before: Json | undefined): Json | undefined {
    if (value === null) {
      // Null makes a pointer, a list or a map nil, and leaves anything else as it is.
      return type.kind === 'list' || type.kind === 'map' || type.kind === 'bytes' || type.pointer
        ? undefined
        : before;
    }
    switch (type.kind) {
      case 'struct':
        if (!isParsedObject(value)) return this.#mismatch(value, typeName(type));
        return this.#structValue(type.struct, value, before);
      case 'map':
        if (!isParsedObject(value)) return this.#mismatch(value, typeName(type));
        return this.#map(type, value, before);
      case 'list':
        if (!Array.isArray(value)) return this.#mismatch(value, typeName(type));
        return this.#list(type.element, value);
      case 'special':
        return this.#special(type, value);
      case 'bytes':
        return this.#bytes(value);
      case 'string':
        return typeof value === 'string' ? value : this.#mismatch(value, type.name);
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mismatch(value, type.name);
      case 'int':
        return this.#orFault(() => integerOf(value, type.name, type.bits));
      case 'float':
        if (typeof value === 'number') return value;
        return value instanceof RawNumber
          ? this.#float(value.text, type.name)
          : this.#mismatch(value, type.name);
    }
  }

  #structValue(
    struct: GoStruct,
    value: RawObject | { [key: string]: Parsed },
    before: Json | undefined,
  ): Json {
    const values = new Map<string, Json>(isObject(before) ? Object.entries(before) : []);
    const fields = fieldsOf(struct);
    const seen = value instanceof RawObject ? new Set<string>() : undefined;
    const [outerStruct, path] = [this.#struct, this.#path];
    for (const [key, item] of entriesOf(value)) {
      const field = fields.get(key);
      if (field === undefined) {
        this.#strict('unknown', key);
        continue;
      }
      if (seen?.has(key)) this.#strict('duplicate', key);
      seen?.add(key);
      this.#struct = shortName(struct);
      const embedded = embeddedStructs(struct, field);
      this.#fields.push(...embedded, key);
      if (path !== undefined) this.#path = path === '' ? key : `${path}.${key}`;
      const decoded = this.#value(field.type, item, values.get(key));
      if (decoded === undefined) values.delete(key);
      else values.set(key, decoded);
      this.#fields.length -= embedded.length + 1;
      this.#struct = outerStruct;
      this.#path = path;
    }
    return structJson(struct, values);
  }

  #map(type: GoType & { kind: 'map' }, value: Parsed, before: Json | undefined): Json | undefined {
    const entries = new Map<string, Json>(isObject(before) ? Object.entries(before) : []);
    const path = this.#path;
    const seen = value instanceof RawObject ? new Set<string>() : undefined;
    for (const [key, item] of isParsedObject(value) ? entriesOf(value) : []) {
      if (seen?.has(key)) this.#strict('duplicate', key);
      seen?.add(key);
      if (path !== undefined) this.#path = path === '' ? key : `${path}.${key}`;
      entries.set(key, this.#value(type.element, item, undefined) ?? this.#zeroEntry(type.element));
      this.#path = path;
    }
    if (entries.size === 0 && this.#dropEmpty) return undefined;
    const object: JsonObject = {};
    for (const key of [...entries.keys()].sort(compareGoStrings))
      setOwn(object, key, entries.get(key) ?? null);
    return object;
  }

  /** In protobuf a map's entry of no bytes is an empty one. */
  #zeroEntry(type: GoType): Json {
    return this.#dropEmpty && type.kind === 'bytes' ? '' : zeroOf(type);
  }

  #list(element: GoType, value: Parsed[]): Json | undefined {
    if (value.length === 0 && this.#dropEmpty) return undefined;
    const path = this.#path;
    return value.map((item, index) => {
      if (path !== undefined) this.#path = `${path}[${index}]`;
      const decoded = this.#value(element, item, undefined) ?? zeroOf(element);
      this.#path = path;
      return decoded;
    });
  }

  #special(type: GoType & { kind: 'special' }, value: Parsed): Json | undefined {
    const name = specialName(type);
    if (type.struct !== undefined) return this.#schemaOr(name, type.struct, value);
    const special = SPECIALS[name];
    if (special === undefined) throw new Error(`no decoding for the Go type ${type.name}`);
    try {
      return special(value) ?? undefined;
    } catch (error) {
      // A type that decodes itself ends the decoding of everything.
      throw new DecodeError(error instanceof TypeFault ? this.#told(error) : messageOf(error));
    }
  }

  /** JSONSchemaPropsOrArray, OrBool and OrStringArray of apiextensions (v1/marshal.go). */
  #schemaOr(name: string, struct: GoStruct, value: Parsed): Json | undefined {
    const path = this.#path;
    this.#path = undefined;
    try {
      if (isParsedObject(value)) return this.#structValue(struct, value, undefined);
      if (name === 'JSONSchemaPropsOrBool') {
        if (typeof value === 'boolean') return value;
        throw new DecodeError('boolean or JSON schema expected');
      }
      if (!Array.isArray(value) || value.length === 0) return undefined;
      return this.#list(
        name === 'JSONSchemaPropsOrStringArray' ? STRING : { kind: 'struct', struct, pointer: false },
        value,
      );
    } finally {
      this.#path = path;
    }
  }

  #bytes(value: Parsed): Json | undefined {
    if (typeof value !== 'string') return this.#mismatch(value, '[]uint8');
    const fault = base64Fault(value);
    if (fault === undefined) return value.replaceAll(/[\r\n]/g, '');
    this.#fault ??= `illegal base64 data at input byte ${fault}`;
    return undefined;
  }

  #float(text: string, goType: string): number | undefined {
    const number = Number(text);
    return Number.isFinite(number)
      ? number
      : this.#orFault(() => {
          throw new TypeFault(`number ${text}`, goType);
        });
  }

  #mismatch(value: Parsed, goType: string): undefined {
    this.#fault ??= this.#told(new TypeFault(kindOf(value), goType));
    return undefined;
  }

  #orFault<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TypeFault)) throw error;
      this.#fault ??= this.#told(error);
      return undefined;
    }
  }

  /** UnmarshalTypeError.Error(). */
  #told(fault: TypeFault): string {
    if (this.#fields.length === 0) return fault.message;
    const field = `${this.#struct}.${this.#fields.join('.')}`;
    return `json: cannot unmarshal ${fault.value} into Go struct field ${field} of type ${fault.goType}`;
  }

  #strict(what: 'unknown' | 'duplicate', key: string): void {
    if (this.#path === undefined || this.strictErrors.length >= 100) return;
    const error = `${what} field ${goQuote(this.#path === '' ? key : `${this.#path}.${key}`)}`;
    if (!this.strictErrors.includes(error)) this.strictErrors.push(error);
  }
}

const STRING: GoType = { kind: 'string', name: 'string', bits: 0, pointer: false };

const fieldMaps = new WeakMap<GoStruct, ReadonlyMap<string, GoField>>();

function fieldsOf(struct: GoStruct): ReadonlyMap<string, GoField> {
  let fields = fieldMaps.get(struct);
  if (fields === undefined) {
    fields = new Map(struct.fields.map((field) => [field.json, field]));
    fieldMaps.set(struct, fields);
  }
  return fields;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
