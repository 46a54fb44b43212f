import type { Edit } from './edit.ts';
import type { CapturedBody, RawHeader, RecordedExchange } from './exchange.ts';
import { joinedHeader } from './headers.ts';

/** YAML that can be searched as the JSON that it says. */
export interface YamlSource {
  /** Its documents, one after the other. */
  json: string;
  /** Edits of the JSON as edits of the YAML, and what its comments say as well; undefined where that is not possible. */
  lift(edits: readonly Edit[]): Edit[] | undefined;
}

/** Reads YAML; undefined for what is none, or says more than JSON can. Never throws. */
export type ReadYaml = (text: string) => YamlSource | undefined;

/** Whether an exchange has a body of YAML that is not JSON, as what kubectl sends as YAML is. */
export function hasYamlBody({ request, response }: RecordedExchange): boolean {
  return isYaml(request) || (response !== undefined && isYaml(response));
}

function isYaml({ headers, body }: { headers: readonly RawHeader[]; body: CapturedBody }): boolean {
  if (body.size === 0 || !/yaml/i.test(joinedHeader(headers, 'content-type'))) return false;
  // Of a compressed body it is not known.
  if (joinedHeader(headers, 'content-encoding') !== '') return true;
  const begin = Buffer.from(body.bytes.subarray(0, 100)).toString('latin1').trimStart();
  return !begin.startsWith('{') && !begin.startsWith('[');
}
