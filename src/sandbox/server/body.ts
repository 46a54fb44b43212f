import type { IncomingMessage } from 'node:http';
import { requestEntityTooLarge } from '../model/status.ts';

/** `--max-request-body-bytes` of kube-apiserver. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/**
 * The body of a request. What is too much is not kept.
 * @throws StatusError 413
 */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw requestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
