import { objectAt } from '../../model/json.ts';
import { forbiddenError, notFoundError, StatusError } from '../../model/status.ts';
import { forbidden, type Plugin, type Request } from './plugin.ts';

const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);
const NAMESPACES = { group: '', resource: 'namespaces' };

/** NamespaceLifecycle: nothing is made in a namespace that is not there or on its way out. */
export const NAMESPACE_LIFECYCLE: Plugin = {
  admit(request) {
    const { operation, resource, old, context } = request;
    if (resource === 'namespaces') {
      const name = old?.metadata.name ?? '';
      if (operation === 'delete' && IMMORTAL.has(name)) {
        throw forbiddenError(NAMESPACES, name, 'this namespace may not be deleted');
      }
      return;
    }
    const { namespace } = context;
    if (namespace === '' || operation !== 'create') return;
    if (resource === 'localsubjectaccessreviews.authorization.k8s.io') return;
    const found = context.view.get('namespaces', '', namespace);
    if (found === undefined) throw notFoundError(NAMESPACES, namespace);
    if (objectAt(found, 'status').phase === 'Terminating') throw terminating(request, namespace);
  },
};

function terminating(request: Request, namespace: string): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(request, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...status, details: { ...objectAt(status, 'details'), causes: [cause] } });
}
