/**
 * Protobuf without its schema, as a tree of fields: `{ "1": [ … ] }`, in the order of the wire. What could be text is
 * taken for text, what could be a message for a message; the same bytes give the same tree, and that is all that is
 * asked of it.
 */
export function decodeProtobuf(bytes: Buffer): unknown {
  return readMessage(bytes, 0) ?? bytes.toString('base64');
}

type Tree = Record<string, unknown[]>;

/** Deeper is no object of Kubernetes'. */
const MAX_DEPTH = 64;

function readMessage(bytes: Buffer, depth: number): Tree | undefined {
  const tree: Tree = {};
  let offset = 0;
  const readVarint = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    return undefined;
  };
  while (offset < bytes.length) {
    const tag = readVarint();
    if (tag === undefined || tag < 8n || tag >= 1n << 32n) return undefined;
    let value: unknown;
    switch (Number(tag & 7n)) {
      case 0: {
        const number = readVarint();
        if (number === undefined) return undefined;
        value = Number(number);
        break;
      }
      case 1:
      case 5: {
        const length = (tag & 7n) === 1n ? 8 : 4;
        if (offset + length > bytes.length) return undefined;
        value = `0x${bytes.subarray(offset, offset + length).toString('hex')}`;
        offset += length;
        break;
      }
      case 2: {
        const length = readVarint();
        if (length === undefined || length < 0n || offset + Number(length) > bytes.length) return undefined;
        value = readField(bytes.subarray(offset, offset + Number(length)), depth);
        offset += Number(length);
        break;
      }
      default:
        return undefined;
    }
    const key = String(tag >> 3n);
    tree[key] = [...(tree[key] ?? []), value];
  }
  return tree;
}

function readField(bytes: Buffer, depth: number): unknown {
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes) && !/[^\P{C}\n\r\t]/u.test(text);
  // A short message may look like text: `\n` and `\t` are tags as well.
  if (isText && !/^[\n\r\t]/.test(text)) return decodeJsonText(text);
  const message = depth < MAX_DEPTH ? readMessage(bytes, depth + 1) : undefined;
  return message ?? (isText ? text : bytes.toString('base64'));
}

/** Managed fields are JSON within protobuf. */
function decodeJsonText(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return text;
  }
}
