import { createHash } from 'node:crypto';

/** A record of the journal as it stands in the file. */
export interface EncodedRecord {
  bytes: Buffer;
  /** What the next record names as the one that it builds on. */
  id: string;
}

export type ParsedLine =
  | { kind: 'record'; id: string; json: string }
  /** The beginning of a record whose writer was killed: it was never acknowledged, so nothing is lost. */
  | { kind: 'torn' }
  /** Something else has changed the file. */
  | { kind: 'damaged' };

/**
 * One line: the length of the JSON in bytes, a checksum of it, and the JSON. A newline before it parts it from what a
 * killed writer has left, one behind it tells readers that it is whole.
 */
export function encodeRecord(json: string): EncodedRecord {
  const body = Buffer.from(json);
  const id = checksum(body);
  const head = Buffer.from(`\n${hex(body.length, LENGTH_DIGITS)} ${id} `);
  return { bytes: Buffer.concat([head, body, NEWLINE]), id };
}

/** Reads a line that has ended, without its newline; an empty one is nothing. */
export function parseLine(line: Buffer): ParsedLine | undefined {
  if (line.length === 0) return undefined;
  const head = line.toString('latin1', 0, HEAD_LENGTH);
  if (line.length < HEAD_LENGTH) return { kind: TORN_HEAD.test(head) ? 'torn' : 'damaged' };
  const [, length = '', id = ''] = HEAD.exec(head) ?? [];
  if (id === '') return { kind: 'damaged' };
  const body = line.subarray(HEAD_LENGTH);
  if (body.length < Number.parseInt(length, 16)) return { kind: 'torn' };
  if (body.length > Number.parseInt(length, 16) || checksum(body) !== id) return { kind: 'damaged' };
  return { kind: 'record', id, json: body.toString() };
}

const NEWLINE = Buffer.from('\n');
const LENGTH_DIGITS = 8;
const ID_DIGITS = 16;
const HEAD_LENGTH = LENGTH_DIGITS + ID_DIGITS + 2;
const HEAD = /^([0-9a-f]{8}) ([0-9a-f]{16}) $/;
const TORN_HEAD = /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} [0-9a-f]{0,16})$/;

function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, ID_DIGITS);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
