import type { GoField, GoStruct } from '../../model/catalog.ts';

/**
 * A struct as a protobuf message. An embedded struct is a message of its own there, while its fields stand among the
 * others in JSON.
 */
export interface Message {
  /** By number, in ascending order, as they are written. */
  fields: ReadonlyMap<number, GoField | Message>;
}

export function isMessage(field: GoField | Message): field is Message {
  return 'fields' in field;
}

export function messageOf(struct: GoStruct): Message {
  let message = messages.get(struct);
  if (message === undefined) {
    message = groupFields(struct.fields, 0);
    messages.set(struct, message);
  }
  return message;
}

const messages = new WeakMap<GoStruct, Message>();

function groupFields(fields: readonly GoField[], depth: number): Message {
  const embedded = new Map<number, GoField[]>();
  const found: Array<[number, GoField | Message]> = [];
  for (const field of fields) {
    const number = field.within[depth];
    if (number === undefined) {
      if (field.protobuf !== undefined) found.push([field.protobuf, field]);
      continue;
    }
    embedded.set(number, [...(embedded.get(number) ?? []), field]);
  }
  for (const [number, inner] of embedded) found.push([number, groupFields(inner, depth + 1)]);
  return { fields: new Map(found.sort(([a], [b]) => a - b)) };
}
