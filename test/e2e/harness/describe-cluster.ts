import { describe, inject, it } from 'vitest';
import { attachCluster, type ClusterHandle } from './cluster-handle.ts';
// For its declaration of what vitest's `inject` knows.
import type {} from './global-setup.ts';

/**
 * A suite of tests that need the real API server. All files share one cluster: a test works in a namespace of its
 * own. Where the servers cannot be built, the suite is skipped and its name says why.
 */
export function describeCluster(name: string, define: (cluster: ClusterHandle) => void): void {
  const offer = inject('cluster');
  if (offer === undefined) throw new Error('no cluster: vitest did not run test/e2e/harness/global-setup.ts');
  if ('skipped' in offer) {
    describe.skip(`${name} (skipped: ${offer.skipped})`, () => {
      it('needs an API server', () => {});
    });
    return;
  }
  describe(name, () => define(attachCluster(offer.info)));
}
