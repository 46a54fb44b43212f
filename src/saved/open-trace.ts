import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { codeOf, messageOf, UserError } from '../errors.ts';

export interface TraceSource {
  chunks: AsyncIterable<Buffer>;
  /** The first bytes that have come. */
  beginning(): Buffer;
}

/** Bytes that tell what a file is. */
const BEGINNING = 4096;

/**
 * Opens a trace file, or stdin for `-`.
 * @throws UserError where that cannot be
 */
export async function openTraceSource(path: string): Promise<TraceSource> {
  const stream = path === '-' ? createReadStream('', { fd: 0, autoClose: false }) : await openFile(path);
  let beginning = Buffer.alloc(0);
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of stream) {
        if (!Buffer.isBuffer(chunk)) continue;
        if (beginning.length < BEGINNING)
          beginning = Buffer.concat([beginning, chunk]).subarray(0, BEGINNING);
        yield chunk;
      }
    } catch (error) {
      throw cannotRead(path, error);
    }
  }
  return { chunks: chunks(), beginning: () => beginning };
}

async function openFile(path: string) {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new UserError(`${path} is a folder, not a trace`, { hint: 'name a file in it' });
    }
    return handle.createReadStream();
  } catch (error) {
    throw error instanceof UserError ? error : cannotRead(path, error);
  }
}

function cannotRead(path: string, error: unknown): UserError {
  const name = path === '-' ? 'stdin' : path;
  const reason = REASONS[codeOf(error) ?? ''] ?? messageOf(error);
  return new UserError(`cannot read ${name}: ${reason}`, { hint: 'name a trace file', cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};
