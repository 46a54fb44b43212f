import type { Body, ConnectionInfo, EventCounts, RequestInfo, Timing } from '../exchange/exchange.ts';
import type { KnownUser } from '../exchange/known-user.ts';
import { toMicroseconds } from './jsonl-tunnel.ts';
import type { RunInfo } from './renderer.ts';

/**
 * The parts of the model as `jsonl` and `har` write them and src/saved reads them. The keys are written out here and not taken
 * from the object, so that their order and their number are a decision.
 */
export function toRunRecord({ kubectl, kubectlVersion, context, server, user, args }: RunInfo): object {
  return { kubectl, kubectlVersion, context, server, user: user && toUserRecord(user), args };
}

export function toUserRecord({ username, groups }: KnownUser): object {
  return { username, groups };
}

export function toInfoRecord(info: RequestInfo): object {
  return {
    isResourceRequest: info.isResourceRequest,
    verb: info.verb,
    path: info.path,
    apiGroup: info.apiGroup,
    apiVersion: info.apiVersion,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    isDiscovery: info.isDiscovery,
  };
}

export function toEventsRecord({ types, initial, resourceVersion }: EventCounts): object {
  return { types, initial, resourceVersion };
}

/** What is known of a body beside its size and its text. */
export function toBodyNotes({ decodedFrom, recorded, withheld, masked }: Body): object {
  return { decodedFrom, recorded, withheld, masked };
}

export function toTimingRecord({ startedAt, requestEnd, firstByte, end }: Timing): object {
  return {
    startedAt,
    requestEnd: toMicroseconds(requestEnd),
    firstByte: toMicroseconds(firstByte),
    end: toMicroseconds(end),
  };
}

export function toConnectionRecord({ id, reused, remoteAddress, dns, dial, tls }: ConnectionInfo): object {
  return {
    id,
    reused,
    remoteAddress,
    dns: toMicroseconds(dns),
    dial: toMicroseconds(dial),
    tls: toMicroseconds(tls),
  };
}
