import { afterAll, beforeAll, describe } from 'vitest';
import { type ClusterHandle, describeCluster } from '../harness/index.ts';
import { type Flavour, flavours, ofEachVersion } from './flavours.ts';
import { createLab, type Lab } from './lab.ts';

type Define = (lab: () => Lab, cluster: ClusterHandle) => void;

/** Defines the same tests for each kubectl and each transport; they run at once. */
export function describeFlavours(name: string, define: Define): void {
  describeLabs(name, flavours, define);
}

/** As `describeFlavours`, for what does not depend on the transport: once for each kubectl. */
export function describeVersions(name: string, define: Define): void {
  describeLabs(name, ofEachVersion, define);
}

/** As `describeVersions`, one after the other: for what keeps the machine busy. */
export function describeVersionsInOrder(name: string, define: Define): void {
  describeLabs(name, ofEachVersion, define, describe.sequential);
}

function describeLabs(
  name: string,
  of: readonly Flavour[],
  define: Define,
  describeEach: typeof describe.concurrent | typeof describe.sequential = describe.concurrent,
): void {
  describeCluster(name, (cluster) => {
    let namespaces: Record<'traced' | 'alone', string>;
    beforeAll(async () => {
      const [traced, alone] = await Promise.all([cluster.createNamespace(), cluster.createNamespace()]);
      namespaces = { traced, alone };
    });
    describeEach.each(of)('of kubectl $version by $transport', (flavour) => {
      let lab: Lab;
      beforeAll(async () => {
        lab = await createLab(cluster, flavour, namespaces);
      });
      afterAll(() => lab?.remove());
      define(() => lab, cluster);
    });
  });
}
