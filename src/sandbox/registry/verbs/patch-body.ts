import { JsonSyntaxError, parseJson } from '../../codec/json-parser.ts';
import { badRequest } from '../../model/status.ts';

/** @throws StatusError 400 for what is no JSON */
export function parseJsonPatchBody(body: Buffer): void {
  try {
    parseJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest('invalid JSON patch');
    throw error;
  }
}
