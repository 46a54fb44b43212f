import { type DeleteOptions, deleteOptionsOf, readDeleteOptions } from '../options/delete-options.ts';
import type { ApiRequest } from '../request.ts';

/** The options in the body; without one, those in the query. */
export async function requestDeleteOptions(request: ApiRequest): Promise<DeleteOptions> {
  const body = await request.readBody();
  if (body.length === 0) return readDeleteOptions(request.parameters);
  return deleteOptionsOf(request.decodeDeleteOptions(body));
}
