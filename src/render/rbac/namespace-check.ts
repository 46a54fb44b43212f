import type { Exchange } from '../../exchange/exchange.ts';

/**
 * Creates a test for what kubectl asks only to word an error: where an object was not found, it looks whether its
 * namespace is there, and goes on if it may not (Info.Get in k8s.io/cli-runtime/pkg/resource/visitor.go). Takes the
 * exchanges of a run in their order.
 */
export function createNamespaceCheckTest(): (exchange: Exchange) => boolean {
  let missing = { id: 0, namespace: '' };
  return ({ id, request: { info }, response }) => {
    const isNamespace = info.apiGroup === '' && info.resource === 'namespaces' && info.subresource === '';
    if (info.verb !== 'get' || info.namespace === '') return false;
    if (isNamespace) return missing.id === id - 1 && missing.namespace === info.name;
    if (response?.status === 404) missing = { id, namespace: info.namespace };
    return false;
  };
}
