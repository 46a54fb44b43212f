import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { internalError, StatusError } from '../model/status.ts';
import type { User } from '../model/user.ts';
import { isUnavailable } from '../registry/api-service-availability.ts';
import { authenticateRequest, authorizeRequest } from './access-chain.ts';
import { setFlowHeaders } from './flow-headers.ts';
import { parseQuery, percentDecode } from './query.ts';
import { parseRequestInfo, type RequestInfo } from './request-info.ts';
import { checkTimeout } from './request-timeout.ts';
import { serveResource } from './resource-handler.ts';
import type { SandboxServer } from './sandbox-server.ts';
import { serveDocument } from './serve-document.ts';
import { createWarnings } from './warnings.ts';
import { type Exchange, writeError, writePlain } from './writer.ts';

/** What belongs to one request on its way through the chain. */
export interface Context extends Exchange {
  server: SandboxServer;
  info: RequestInfo;
  user: User;
  /** Adds a Warning header. */
  warn(text: string): void;
}

/** The chain of apiserver pkg/server/config.go, DefaultBuildHandlerChain. */
export async function handle(
  server: SandboxServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [rawPath = '/', rawQuery = ''] = splitUrl(request.url ?? '/');
  const query = parseQuery(rawQuery);
  const exchange: Exchange = { catalog: server.catalog, request, response, query };
  response.setHeader('Audit-Id', auditId(request));
  response.setHeader('Cache-Control', 'no-cache, private');
  // Connections are kept, and Go does not say so.
  response.removeHeader('Connection');
  try {
    const path = percentDecode(rawPath);
    if (path === undefined) {
      response.statusCode = 400;
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.setHeader('Connection', 'close');
      response.end('400 Bad Request');
      return;
    }
    const info = parseRequestInfo(request.method ?? 'GET', path, query);
    checkTimeout(info, query);
    const view = server.state.read();
    server.custom.refresh(view);
    const sender = authenticateRequest(server, view, request);
    setFlowHeaders(response, view, sender, info);
    const user = authorizeRequest(view, sender, info, exchange);
    const context: Context = { ...exchange, server, info, user, warn: createWarnings(response) };
    if (isUnavailable(view, info.path)) {
      writePlain(exchange, 503, 'service unavailable\n');
      return;
    }
    if (serveDocument(context)) return;
    await serveResource(context);
  } catch (error) {
    fail(exchange, error);
  }
}

function fail(exchange: Exchange, error: unknown): void {
  const { response } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof StatusError ? error : internalError(messageOf(error));
  writeError(exchange, status);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  // An absolute URL, as a proxy gets it.
  const bare = path.startsWith('/') ? path : path.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return [bare || '/', at < 0 ? '' : url.slice(at + 1)];
}

/** The client may name the request (apiserver pkg/endpoints/filters/audit_init.go). */
function auditId({ headers }: IncomingMessage): string {
  const given = headers['audit-id'];
  return typeof given === 'string' && given !== '' ? given.slice(0, 64) : randomUUID();
}
