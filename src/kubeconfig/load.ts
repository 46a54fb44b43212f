import { readFileSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { codeOf, messageOf } from '../errors.ts';
import { type Entry, type Kubeconfig, parseKubeconfig } from './parse.ts';

/** What kubectl would load. */
export interface LoadedKubeconfig extends Kubeconfig {
  /** The files that kubectl would read, missing ones among them, as they were named, in order. */
  sources: readonly string[];
}

/** A kubeconfig that kubectl refuses to read; its message is one line. */
export class UnusableKubeconfig extends Error {
  override readonly name = 'UnusableKubeconfig';
}

/**
 * Loads and merges as client-go does (tools/clientcmd/loader.go): `--kubeconfig` alone, else the list in KUBECONFIG,
 * else `$HOME/.kube/config`. The first file to name a cluster, user or context has it whole; the first current
 * context that is not empty counts. Throws UnusableKubeconfig.
 */
export async function loadKubeconfig(
  explicitPath: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<LoadedKubeconfig> {
  const sources = explicitPath ? [explicitPath] : listSources(environment);
  // Only `--kubeconfig` can name such a file, and the trace has to put a list in its place.
  const unlistable = sources.find((source) => basename(source).includes(delimiter));
  if (unlistable !== undefined)
    throw new UnusableKubeconfig(`the name of the kubeconfig ${unlistable} has "${delimiter}" in it`);
  const files: Kubeconfig[] = [];
  for (const source of sources) {
    const bytes = read(source, explicitPath === source);
    if (bytes === undefined) continue;
    try {
      files.push(await parseKubeconfig(bytes, source));
    } catch (error) {
      throw new UnusableKubeconfig(`the kubeconfig ${source} cannot be read: ${oneLine(error)}`, {
        cause: error,
      });
    }
  }
  return {
    sources,
    currentContext: files.find((file) => file.currentContext !== '')?.currentContext ?? '',
    clusters: merge(files.map((file) => file.clusters)),
    users: merge(files.map((file) => file.users)),
    contexts: merge(files.map((file) => file.contexts)),
  };
}

function listSources(environment: NodeJS.ProcessEnv): string[] {
  const list = environment.KUBECONFIG;
  if (!list) return [join(findHome(environment), '.kube', 'config')];
  return [...new Set(list.split(delimiter))].filter((path) => path !== '');
}

/** The user's own folder: client-go util/homedir/homedir.go. */
export function findHome(environment: NodeJS.ProcessEnv): string {
  const { HOME = '', HOMEDRIVE, HOMEPATH, USERPROFILE = '' } = environment;
  if (process.platform !== 'win32') return HOME;
  const drivePath = HOMEDRIVE && HOMEPATH ? HOMEDRIVE + HOMEPATH : '';
  const set = (path: string) => path !== '';
  const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  const folders = [HOME, USERPROFILE, drivePath].filter(set);
  return (
    [HOME, drivePath, USERPROFILE].filter(set).find((path) => exists(join(path, '.kube', 'config'))) ??
    folders.find(exists) ??
    folders[0] ??
    ''
  );
}

/** A file that the shell has opened, read by its descriptor, is as good as read once. */
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/(?:fd\/|stdin$)/;

function read(path: string, required: boolean): Uint8Array | undefined {
  try {
    const status = statSync(path);
    // Reading it would leave kubectl nothing to read.
    if (status.isFIFO() || status.isSocket() || DESCRIPTOR.test(path))
      throw new Error('it can be read only once, and that is left to kubectl');
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !required) return undefined;
    throw new UnusableKubeconfig(`the kubeconfig ${path} cannot be read: ${oneLine(error)}`, {
      cause: error,
    });
  }
}

function merge(maps: readonly ReadonlyMap<string, Entry>[]): Map<string, Entry> {
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}

function oneLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}
