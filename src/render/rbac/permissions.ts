import type { Exchange, RequestInfo } from '../../exchange/exchange.ts';
import { targetOf } from '../resource-name.ts';

/** One thing that a user must be allowed to do, as RBAC's authorizer is asked for it. */
export interface Permission {
  verb: string;
  apiGroup: string;
  /** With its subresource: `pods/log`; empty for what is not a resource. */
  resource: string;
  /** Empty for what is not in a namespace, and for all namespaces. */
  namespace: string;
  /** Empty where the request names no object. */
  name: string;
  /** The path of what is not a resource. */
  path: string;
  need: Need;
}

/** The exchange for which a permission is needed. */
export interface Need {
  id: number;
  /** In words, as text from the wire: `create deployments.apps default/web (refused)`. */
  text: string;
}

/** What the server asked its authorizer for one exchange; nothing where every user who has logged in may do it. */
export function permissionsOf(exchange: Exchange): Permission[] {
  const { info } = exchange.request;
  if (info.verb === '' || isAllowedToAll(info)) return [];
  const refused = exchange.response?.status === 403 ? ' (refused)' : '';
  const need = { id: exchange.id, text: `${info.verb} ${targetOf(exchange)}${refused}` };
  return verbsOf(exchange).map((verb) => ({
    verb,
    apiGroup: info.apiGroup,
    resource: info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`,
    // A namespace lies in itself for the server, but a Role in it could not be there before it is.
    namespace: isNamespace(info) ? '' : info.namespace,
    name: info.name,
    path: info.isResourceRequest ? '' : info.path,
    need: verb === info.verb ? need : { ...need, text: `${need.text}: also asks for ${verb}` },
  }));
}

function isNamespace({ apiGroup, resource }: RequestInfo): boolean {
  return apiGroup === '' && resource === 'namespaces';
}

/** Paths of the cluster roles system:discovery and system:public-info-viewer. */
const DISCOVERY = /^\/(?:(?:api|apis|openapi)(?:\/.*)?|healthz|livez|readyz|version\/?)$/s;

/** What the cluster role system:basic-user allows to create. */
const SELF_REVIEWS: ReadonlySet<string> = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authentication.k8s.io/selfsubjectreviews',
]);

function isAllowedToAll(info: RequestInfo): boolean {
  if (!info.isResourceRequest) return info.verb === 'get' && DISCOVERY.test(info.path);
  return info.verb === 'create' && SELF_REVIEWS.has(`${info.apiGroup}/${info.resource}`);
}

const STREAMS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward']);

/**
 * The verbs that one request is asked for. Server-side apply and PUT can create, for which the server asks once it
 * finds nothing to change; a stream over WebSocket is a GET, for which servers ask for `create` too from Kubernetes
 * 1.35 on (kubernetes/kubernetes#134577).
 */
function verbsOf({ request, response }: Exchange): string[] {
  const { verb, resource, subresource } = request.info;
  const changes = verb === 'update' || verb === 'patch';
  const wasRefused =
    response?.status === 403 && /cannot create resource/.test(response.body.text?.slice(0, 65_536) ?? '');
  const creates = changes && (response?.status === 201 || wasRefused);
  const streams = verb === 'get' && resource === 'pods' && STREAMS.has(subresource);
  return creates || streams ? [verb, 'create'] : [verb];
}
