import { isDeepStrictEqual } from 'node:util';
import type { Exchange } from '../../../src/exchange/exchange.ts';
import type { AuditEvent } from '../harness/index.ts';
import { missingFrom } from './contained.ts';
import type { RuleUse } from './rules.ts';
import { headerOf, isUpgrade, nameOf } from './trace-file.ts';

/**
 * Compares an exchange with what the server says of the request with the same Audit-Id.
 *
 * @returns what differs and no rule allows, in words.
 */
export function compareWithAudit(exchange: Exchange, event: AuditEvent, use: RuleUse): string[] {
  const { request } = exchange;
  const { info } = request;
  const ref = event.objectRef;
  const pairs: [what: string, here: string, there: string][] = [
    ['URI', request.url.replace(/^https:\/\/[^/]+/, ''), event.requestURI],
    ['status', statusOf(exchange, event, use), String(event.responseStatus?.code)],
    ['User-Agent', headerOf(request.headers, 'user-agent') ?? '', event.userAgent ?? ''],
    ['verb', info.verb, event.verb],
    ['resource', info.resource, ref?.resource ?? ''],
    ['subresource', info.subresource, ref?.subresource ?? ''],
    ['API group', info.apiGroup, ref?.apiGroup ?? ''],
    ['API version', info.apiVersion, ref?.apiVersion ?? ''],
    ['namespace', info.namespace, ref?.namespace ?? ''],
    ['name', info.name || createdName(exchange, use), ref?.name ?? ''],
  ];
  const wrong = pairs.filter(([, here, there]) => here !== there);
  return [
    ...wrong.map(
      ([what, here, there]) => `${nameOf(exchange)}: ${what} ${here} here, ${there} in the audit log`,
    ),
    ...compareRequestObject(exchange, event, use).map((difference) => `${nameOf(exchange)}: ${difference}`),
  ];
}

/** The status of the answer, or what the audit log has in its place. */
function statusOf(exchange: Exchange, { responseStatus }: AuditEvent, use: RuleUse): string {
  const status = exchange.response?.status ?? 0;
  if (!isUpgrade(exchange) || responseStatus?.code !== 101 || status < 400) return String(status);
  use.use('refused upgrade in the audit log');
  return '101';
}

function compareRequestObject({ request }: Exchange, { requestObject }: AuditEvent, use: RuleUse): string[] {
  const { body, method } = request;
  if (body.size === 0) return requestObject === undefined ? [] : ['a body in the audit log only'];
  const wire: unknown = JSON.parse(body.text ?? '');
  if (method === 'DELETE') return compareDeleteOptions(requestObject, wire, use);
  if (method !== 'PATCH') return missingFrom(requestObject, wire, use);
  return isDeepStrictEqual(requestObject, wire)
    ? []
    : [`sent ${body.text}, audited ${JSON.stringify(requestObject)}`];
}

/** The server's own form of the options: they are not stored, so nothing brings them into a version. */
function compareDeleteOptions(requestObject: unknown, wire: unknown, use: RuleUse): string[] {
  const isInternal = (requestObject as { apiVersion?: string }).apiVersion === 'meta.k8s.io/__internal';
  if (!isInternal) return missingFrom(requestObject, wire, use);
  use.use('internal delete options');
  const { apiVersion: _, ...options } = wire as Record<string, unknown>;
  return missingFrom(requestObject, options, use);
}

interface Named {
  metadata?: { name?: string };
}

function createdName({ request }: Exchange, use: RuleUse): string {
  if (request.method !== 'POST' || request.body.size === 0) return '';
  const body = JSON.parse(request.body.text ?? '') as Named;
  if (body.metadata?.name !== undefined) use.use('name from the body');
  return body.metadata?.name ?? '';
}
