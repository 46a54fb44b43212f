import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findHome } from './load.ts';

/**
 * Whether there is a kuberc, which kubectl reads from 1.34 on (pkg/kuberc): its defaults and aliases may choose another
 * context, cluster or user than the command line and the kubeconfig say.
 *
 * @param named the value of `--kuberc`.
 */
export function hasKuberc(named: string | undefined, environment: NodeJS.ProcessEnv): boolean {
  return findKuberc(named, environment) !== undefined;
}

/** What stands in the kuberc; empty where there is none that can be read. */
export function readKuberc(named: string | undefined, environment: NodeJS.ProcessEnv): string {
  const path = findKuberc(named, environment);
  try {
    return path === undefined ? '' : readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * All values that a kuberc has as defaults of flags, those of `--context` and `--user` among them: found in the text, as a
 * name too many does no harm where they are looked for.
 */
export function kubercDefaults(named: string | undefined, environment: NodeJS.ProcessEnv): string[] {
  const value = /\bdefault["']?:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}#"']+))/g;
  return [...readKuberc(named, environment).matchAll(value)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

function findKuberc(named: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.KUBECTL_KUBERC === 'false') return undefined;
  const path = named || environment.KUBERC || join(findHome(environment), '.kube', 'kuberc');
  // `off` as a name switches it off.
  if (path === 'off') return undefined;
  try {
    return statSync(path).isFile() ? path : undefined;
  } catch {
    // Where it stands may be closed to us, as to kubectl: it runs without.
    return undefined;
  }
}
