import { parseDuration } from '../codec/duration.ts';
import { badRequest } from '../model/status.ts';
import { type Query, queryValue } from './query.ts';
import type { RequestInfo } from './request-info.ts';

const LONG_RUNNING_SUBRESOURCES = ['attach', 'exec', 'proxy', 'log', 'portforward'];

/**
 * `timeout` is read before anybody is asked who they are (apiserver pkg/endpoints/filters/request_deadline.go); no
 * answer takes so long here that it would matter. @throws StatusError 400
 */
export function checkTimeout({ verb, subresource }: RequestInfo, query: Query): void {
  const text = queryValue(query, 'timeout');
  if (text === '' || verb === 'watch' || LONG_RUNNING_SUBRESOURCES.includes(subresource)) return;
  try {
    parseDuration(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(`invalid timeout specified in the request URL - ${why}`);
  }
}
