import type { IncomingMessage } from 'node:http';
import { badRequest, requestEntityTooLarge } from '../model/status.ts';

/** `--max-request-body-bytes` of kube-apiserver. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/**
 * The body of a request. What is too much is not kept, but read on: a client that has not sent all of it would not see
 * the answer.
 * @throws StatusError 413
 */
export function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAX_BODY_BYTES) return;
      chunks.length = 0;
      message.off('data', keep);
      message.resume();
      reject(requestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`));
    };
    message.on('data', keep);
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', (error) => reject(badRequest(error.message)));
  });
}
