import type { Context } from './handler.ts';
import { ALL_TYPES, negotiate, notAcceptable } from './media-types.ts';
import { acceptOf, wantsPretty, writeBytes, writeObject } from './writer.ts';

/** Answers what is about the API itself, and what is nowhere; false where the request is about a resource. */
export function serveDocument(context: Context): boolean {
  const { server, request, info, query } = context;
  const { headers, method = 'GET' } = request;
  const accept = acceptOf(request);
  const answer = server.documents.find({
    method,
    path: info.path,
    query: new URLSearchParams(
      [...query].flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
    ),
    accept,
    acceptEncoding: String(headers['accept-encoding'] ?? ''),
    ifNoneMatch: headers['if-none-match'] ?? '',
    pretty: wantsPretty(context),
  });
  if (answer === undefined) return false;
  if (answer.kind === 'bytes') writeBytes(context, answer.status, answer.headers, answer.body);
  else {
    const mediaType = negotiate(accept, ALL_TYPES, { transforms: false });
    if (mediaType === undefined) throw notAcceptable(ALL_TYPES);
    writeObject(context, 200, answer.object, mediaType);
  }
  return true;
}
