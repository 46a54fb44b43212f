import type { Body, Exchange, RequestInfo } from '../exchange/exchange.ts';

/** `deployments.apps/scale`: the resource as RBAC and `kubectl api-resources` name it. */
function formatResource(info: Pick<RequestInfo, 'resource' | 'apiGroup' | 'subresource'>): string {
  const group = info.apiGroup === '' ? '' : `.${info.apiGroup}`;
  const subresource = info.subresource === '' ? '' : `/${info.subresource}`;
  return info.resource + group + subresource;
}

/** `deployments.apps default/web`, `pods in default`, `nodes`, `/healthz`: what a request is about. */
function formatTarget(info: RequestInfo): string {
  if (!info.isResourceRequest || info.resource === '') return info.path;
  const resource = formatResource(info);
  // RequestInfo says that a namespace lies in itself.
  const namespace = info.resource === 'namespaces' && info.apiGroup === '' ? '' : info.namespace;
  if (info.name !== '') return `${resource} ${namespace === '' ? '' : `${namespace}/`}${info.name}`;
  return namespace === '' ? resource : `${resource} in ${namespace}`;
}

/** As `formatTarget`, with the name of what is created: it stands in the body only. */
export function targetOf(exchange: Exchange): string {
  return formatTarget({ ...exchange.request.info, name: nameOf(exchange) });
}

/** The name of the object that a request is about; empty where it is about none, or about many. */
export function nameOf({ request, response }: Exchange): string {
  const { info } = request;
  if (info.verb !== 'create' || info.name !== '' || info.subresource !== '') return info.name;
  return nameIn(request.body) || nameIn(response?.body);
}

/** Characters of a body that cost nothing to read for a name; larger objects go without. */
export const MAX_NAMED = 65_536;

function nameIn(body: Body | undefined): string {
  if (body?.text === undefined || body.text.length > MAX_NAMED) return '';
  try {
    const object: unknown = JSON.parse(body.text);
    const { metadata } = Object(object) as { metadata?: unknown };
    const { name } = Object(metadata) as { name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

/** Whether two requests are about the same object, whatever version of its API they use. */
export function objectKey(info: RequestInfo): string {
  return JSON.stringify([info.apiGroup, info.resource, info.namespace, info.name]);
}
