import { JsonSyntaxError, parseJson, toJson } from '../../codec/json-parser.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { badRequest } from '../../model/status.ts';

/** Where the next page of a list begins (apiserver pkg/storage/continue.go). */
export interface ContinueToken {
  /** That of the first page. */
  resourceVersion: number;
  /** The key of the first object, without the part that all objects of the list share. */
  start: string;
}

const VERSION = 'meta.k8s.io/v1';

export function createContinue({ resourceVersion, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: resourceVersion, start })).toString('base64url');
}

/** @throws StatusError 400 */
export function parseContinue(text: string): ContinueToken {
  const illegal = text.search(/[^A-Za-z0-9_-]/);
  if (illegal >= 0 || text.length % 4 === 1) {
    throw invalid(`: illegal base64 data at input byte ${illegal >= 0 ? illegal : text.length - 1}`);
  }
  const token = parseToken(Buffer.from(text, 'base64url'));
  const { v, rv, start } = token;
  if (v !== VERSION) {
    throw invalid(`: server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  }
  if (typeof rv !== 'number' || rv === 0) {
    throw invalid(': incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') {
    throw invalid(': encoded start key empty (version meta.k8s.io/v1)');
  }
  if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(start.replace(/^\//, ''))) throw invalid(`: ${start}`);
  return { resourceVersion: rv, start };
}

function parseToken(json: Buffer): JsonObject {
  try {
    const token = toJson(parseJson(json));
    return isObject(token) ? token : {};
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalid(`: ${error.message}`);
    throw error;
  }
}

function invalid(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid${why}`);
}
