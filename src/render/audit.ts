import { createHash } from 'node:crypto';
import type { Body, Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { type AuditUser, toAuditUser, userOfImpersonation, userOfReview } from './audit-user.ts';
import { escapeControls } from './escape.ts';
import type { CreateRenderer } from './renderer.ts';
import { pathBehind } from './replay.ts';

/**
 * `audit`: what the server's own audit log would say of the requests, one audit.k8s.io/v1 Event a line: for audit2rbac and
 * what else reads such logs. With `-v 8` and more at level RequestResponse, with the bodies. The user is whom the
 * credentials name; the address from which the server sees us is not known, and no annotation of the server's is made up.
 */
export const createRenderer: CreateRenderer = ({ verbosity = 6, discovery }) => {
  const level = verbosity >= 8 ? 'RequestResponse' : 'Metadata';
  let server = '';
  let known: AuditUser | undefined;
  const event = (exchange: Exchange, stage: Stage): string => {
    if (exchange.request.info.isDiscovery && discovery === 'hide') return '';
    const { user } = exchange.request;
    const speaker = known ?? (user && toAuditUser(user)) ?? {};
    return `${escapeControls(JSON.stringify(toEvent(exchange, { level, stage, server, speaker })))}\n`;
  };
  return {
    head(run) {
      server = run.server;
      known = run.user && toAuditUser(run.user);
      return '';
    },
    opened: (exchange) => event(exchange, 'ResponseStarted'),
    event: () => '',
    exchange(exchange) {
      known = userOfReview(exchange) ?? known;
      return event(exchange, stageOf(exchange));
    },
    summary: () => '',
  };
};

type Stage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete';

/** How far the server is known to have come. */
function stageOf({ response, open }: Exchange): Stage {
  if (response === undefined) return 'RequestReceived';
  // The server's filter for those whom it does not know logs just this stage.
  return open === true || response.status === 401 ? 'ResponseStarted' : 'ResponseComplete';
}

interface Circumstances {
  level: 'Metadata' | 'RequestResponse';
  stage: Stage;
  server: string;
  speaker: AuditUser;
}

function toEvent(exchange: Exchange, { level, stage, server, speaker }: Circumstances): object {
  const { request, response, timing } = exchange;
  const auditId = headerValue(response?.headers ?? [], 'audit-id');
  const isStarted = stage === 'ResponseStarted';
  const reached = isStarted ? timing.firstByte : (timing.end ?? timing.firstByte);
  const hasBodies = level === 'RequestResponse' && request.info.isResourceRequest;
  const code = response?.status;
  const impersonated = isPlayed(exchange) ? userOfImpersonation(request.headers) : undefined;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: auditId || inventId(exchange),
    stage,
    requestURI: pathBehind(request.url, server),
    verb: request.info.verb || request.method.toLowerCase(),
    // Whom the server does not know, it does not name.
    user: code === 401 ? {} : speaker,
    impersonatedUser: impersonated,
    userAgent: headerValue(request.headers, 'user-agent'),
    objectRef: objectRefOf(exchange),
    responseStatus: response === undefined ? undefined : statusOf(response.status, response.body),
    requestObject: hasBodies ? objectOf(request.body) : undefined,
    responseObject: hasBodies && !isStarted ? objectOf(response?.body) : undefined,
    requestReceivedTimestamp: microTime(timing.startedAt),
    stageTimestamp: microTime(timing.startedAt + (reached ?? 0)),
    annotations: !auditId ? { 'kubectl-trace/audit-id': 'not from the server' } : undefined,
  };
}

/** Who may not play somebody else has played nobody. */
function isPlayed({ response }: Exchange): boolean {
  return !(
    response?.status === 403 && / cannot impersonate(?:-on:\S+)? resource /.test(response.body.text ?? '')
  );
}

/** A UUID of what tells the exchange from others: the server sends its own with all but upgrades. */
function inventId({ id, request, timing }: Exchange): string {
  const hex = createHash('sha256')
    .update(`${timing.startedAt} ${id} ${request.method} ${request.url}`)
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The server takes what the request line lacks from the metadata of the request's object. */
function objectRefOf({ request }: Exchange): object | undefined {
  const { info } = request;
  if (!info.isResourceRequest) return undefined;
  const metadata = info.verb === 'patch' ? {} : metadataOf(request.body);
  return {
    resource: info.resource,
    namespace: info.namespace || metadata.namespace || undefined,
    name: info.name || metadata.name || undefined,
    uid: metadata.uid,
    apiGroup: info.apiGroup || undefined,
    apiVersion: info.apiVersion,
    resourceVersion: metadata.resourceVersion,
    subresource: info.subresource || undefined,
  };
}

type Metadata = { [field in 'namespace' | 'name' | 'uid' | 'resourceVersion']?: string };

function metadataOf(body: Body): Metadata {
  const { metadata } = Object(objectOf(body)) as { metadata?: unknown };
  const texts = Object.entries(Object(metadata) as object).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as Metadata;
}

/** Of a Status what it says; of all else only the code. */
function statusOf(code: number, body: Body): object {
  const { kind, status, reason, message, details } = Object(objectOf(body)) as Record<string, unknown>;
  if (kind !== 'Status') return { metadata: {}, code };
  return { metadata: {}, status, message, reason, details, code };
}

function objectOf(body: Body | undefined): unknown {
  const text = body?.text;
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 3339 in UTC with microseconds (metav1.MicroTime). */
function microTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = String(Math.floor((milliseconds - whole) * 1000)).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${micros}Z`);
}
