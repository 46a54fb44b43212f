import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findHome } from './load.ts';

/**
 * Whether there is a kuberc, which kubectl reads from 1.34 on (pkg/kuberc): its defaults and aliases may choose another
 * context, cluster or user than the command line and the kubeconfig say.
 *
 * @param named the value of `--kuberc`.
 */
export function hasKuberc(named: string | undefined, environment: NodeJS.ProcessEnv): boolean {
  if (environment.KUBECTL_KUBERC === 'false') return false;
  const path = named || environment.KUBERC || join(findHome(environment), '.kube', 'kuberc');
  // `off` as a name switches it off.
  return path !== 'off' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
