import { createToken, REVIEWS, requireSigningKey, setTokenRequestDefaults } from '../access/index.ts';
import { badRequest, internalError } from '../model/status.ts';
import { getComponentStatus, isComponentStatus } from '../registry/component-statuses.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import type { ApiRequest, Result } from '../registry/request.ts';
import { bind } from '../registry/subresources/binding.ts';
import { evict } from '../registry/subresources/eviction.ts';
import { connectPod, podLog } from '../registry/subresources/pod-connect.ts';
import { connectProxy } from '../registry/subresources/proxy.ts';
import { create } from '../registry/verbs/create.ts';
import { readUnstored } from '../registry/verbs/create-unstored.ts';
import { deleteResource } from '../registry/verbs/delete.ts';
import { deleteCollection } from '../registry/verbs/delete-collection.ts';
import { get } from '../registry/verbs/get.ts';
import { patch } from '../registry/verbs/patch.ts';
import { update } from '../registry/verbs/update.ts';
import type { Context } from './handler.ts';
import { refuseStream } from './refuse-stream.ts';
import { subresourceRules } from './subresource-rules.ts';

/** What is answered: an object or a Status; no content at all; or what is on its way already. */
export type ActionResult = Result | 'nothing' | 'answered';

/** Does what a request asks for. @throws StatusError */
export function act(
  context: Context,
  request: ApiRequest,
  action: string,
): Promise<ActionResult> | ActionResult {
  switch (action) {
    case 'create':
      return createAny(context, request);
    case 'get':
      if (isComponentStatus(request)) return getComponentStatus(request);
      return isLog(request) ? podLog(request) : get(request);
    case 'update':
      return update(request);
    case 'patch':
      return patch(request);
    case 'delete':
      return deleteResource(request);
    case 'deletecollection':
      return deleteCollection(request);
    default:
      return connect(context, request);
  }
}

function isLog({ resource, subresource }: ApiRequest): boolean {
  return resource.group === '' && resource.resource === 'pods' && subresource === 'log';
}

function connect(context: Context, request: ApiRequest): 'answered' {
  if (request.parameters.has('dryRun')) throw badRequest('dryRun is not supported');
  if (request.subresource === 'proxy') connectProxy(request);
  refuseStream(context, request.subresource, connectPod(request));
  return 'answered';
}

async function createAny(context: Context, request: ApiRequest): Promise<Result> {
  const { server } = context;
  const { resource, subresource, namespace, name, user, rules } = request;
  const now = new Date();
  const review = REVIEWS.get(`${resource.group}/${resource.kind}`);
  if (review !== undefined) {
    const sent = await readUnstored(request, rules);
    const view = server.state.read();
    const other = review(sent, { view, user, namespace, users: server.users, now });
    return { code: 201, other, rules };
  }
  if (resource.group === '' && resource.resource === 'bindings') {
    const binding = await readUnstored(request, rules, { keepsSystemFields: true });
    return bind(request, rulesOf(context, '', 'v1', 'pods'), binding, binding.metadata.name ?? '');
  }
  const info = resource.subresources.get(subresource);
  if (info === undefined) return create(request);
  const partRules = subresourceRules(server, resource, info);
  switch (`${resource.resource}/${subresource}`) {
    case 'pods/binding':
      return bind(request, rules, await readUnstored(request, partRules, { keepsSystemFields: true }), name);
    case 'pods/eviction':
      return evict(
        request,
        rulesOf(context, 'policy', 'v1', 'poddisruptionbudgets'),
        await readUnstored(request, partRules),
      );
    case 'serviceaccounts/token': {
      const setDefaults = setTokenRequestDefaults;
      const sent = await readUnstored(request, partRules, { setDefaults, keepsSystemFields: true });
      const key = await requireSigningKey(server.state);
      const other = createToken(sent, { view: server.state.read(), namespace, name, key, now });
      return { code: 201, other, rules: partRules };
    }
    default:
      return create(request);
  }
}

function rulesOf({ server }: Context, group: string, version: string, resource: string): KindRules {
  const found = server.catalog.findResource(group, version, resource);
  if (found === undefined) throw internalError(`no ${resource}`);
  return server.rulesOf(found);
}
