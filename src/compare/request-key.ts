import type { Exchange } from '../exchange/exchange.ts';
import { nameOf } from '../render/resource-name.ts';
import { unifyPlaceholders } from './masked.ts';

/** What makes requests of two runs the same one, from the narrowest to the widest. */
export interface RequestKeys {
  /** What is asked, in every detail of its address and body, and how it was answered. */
  exact: string;
  /** The verb and what it is about; whatever version of its API is used. */
  request: string;
  /** Writes only: the object. One run may create what the other patches. */
  object: string | undefined;
  /** As `request`, in any namespace. */
  anywhere: string | undefined;
}

export function keysOf(exchange: Exchange): RequestKeys {
  const { request, response } = exchange;
  const { info, method } = request;
  const query = /\?([^#]*)/.exec(request.url)?.[1] ?? '';
  const name = nameOf(exchange);
  const kind = [info.apiGroup, info.resource, info.subresource];
  const key = info.isResourceRequest
    ? JSON.stringify([info.verb, ...kind, info.namespace, name])
    : JSON.stringify([method, info.path]);
  const isWrite = WRITING_VERBS.has(info.verb) && name !== '';
  return {
    exact: `${key}?${unifyPlaceholders(query)} ${response?.status ?? ''} ${unifyPlaceholders(request.body.text ?? '')}`,
    request: key,
    object: isWrite ? JSON.stringify([...kind, info.namespace, name]) : undefined,
    anywhere: info.namespace === '' ? undefined : JSON.stringify([info.verb, ...kind, name]),
  };
}

const WRITING_VERBS: ReadonlySet<string> = new Set(['create', 'update', 'patch']);
