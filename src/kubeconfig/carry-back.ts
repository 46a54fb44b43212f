import { readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { pathOf } from './cluster.ts';
import type { KubeconfigEdits } from './edit-file.ts';
import { formatOverlay, type Overlay } from './overlay.ts';
import { type Entry, parseKubeconfig } from './parse.ts';

export interface CarryBack {
  overlayPath: string;
  /** What we have written there. */
  overlay: Overlay;
  /** The user's own files, in order. */
  sources: readonly string[];
  /** The user's own entries of the clusters in the overlay, by name. */
  own: ReadonlyMap<string, Entry>;
}

/**
 * client-go writes the current context, every new entry, and every change of a cluster that the overlay holds into the
 * first file of the list, and that is our overlay (`ModifyConfig` in tools/clientcmd/config.go). What a program
 * inside the traced command has changed there is done again in the user's own file. Returns what there is to say:
 * lines.
 */
export async function carryBackEdits(carried: CarryBack): Promise<string[]> {
  const { overlayPath, overlay, sources } = carried;
  try {
    const bytes = readFileSync(overlayPath);
    if (bytes.equals(Buffer.from(formatOverlay(overlay)))) return [];
    const edited = await parseKubeconfig(bytes, overlayPath);
    const ownUsers = new Set(overlay.users?.map(({ name }) => name));
    const edits: KubeconfigEdits = {
      currentContext: edited.currentContext || undefined,
      contexts: fieldsOf(edited.contexts),
      users: fieldsOf(new Map([...edited.users].filter(([name]) => !ownUsers.has(name)))),
      clusters: clusterChanges(carried, edited.clusters),
      removedClusters: overlay.clusters.map(({ name }) => name).filter((name) => !edited.clusters.has(name)),
    };
    // Rarely needed, and it brings the writer of YAML along.
    const { editKubeconfigFile } = await import('./edit-file.ts');
    editKubeconfigFile(sources, edits);
    return [];
  } catch (error) {
    return [`what the command has changed in the kubeconfig is lost: ${messageOf(error)}`];
  }
}

function fieldsOf(entries: ReadonlyMap<string, Entry>): KubeconfigEdits['contexts'] {
  return new Map([...entries].map(([name, { fields }]) => [name, fields]));
}

/**
 * The fields that were changed, by cluster; a field that is gone is undefined. What the overlay itself has put there
 * stays here.
 */
function clusterChanges(
  { overlay, own }: CarryBack,
  edited: ReadonlyMap<string, Entry>,
): KubeconfigEdits['clusters'] {
  const changes: KubeconfigEdits['clusters'] = new Map();
  for (const [name, { fields }] of edited) {
    const written = overlay.clusters.find((entry) => entry.name === name)?.cluster;
    const origin = findOrigin(fields, overlay);
    const changed =
      written === undefined && origin !== undefined
        ? { ...fields, ...ownWay(own.get(origin)) }
        : changesOf(fields, written ?? {}, origin !== undefined);
    if (Object.keys(changed).length > 0) changes.set(name, changed);
  }
  return changes;
}

/** What says how a server is trusted: any of it excludes some other. */
const TRUST = ['certificate-authority', 'certificate-authority-data', 'insecure-skip-tls-verify'] as const;

type Fields = Entry['fields'];

function changesOf(fields: Fields, written: Fields, isOurWay: boolean): Fields {
  const isChanged = (field: string) => JSON.stringify(fields[field]) !== JSON.stringify(written[field]);
  const names = new Set([...Object.keys(fields), ...Object.keys(written)].filter(isChanged));
  if (isOurWay) names.delete('proxy-url');
  // client-go clears what the new trust excludes, which the overlay may not have shown it.
  if (isChanged('certificate-authority-data')) for (const field of TRUST) names.add(field);
  return Object.fromEntries([...names].map((field) => [field, fields[field]]));
}

/** The cluster of the overlay whose way through us stands in an entry, as it is or edited: our address is no user's. */
function findOrigin({ 'proxy-url': proxyUrl }: Fields, { clusters }: Overlay): string | undefined {
  const way = wayOf(proxyUrl);
  if (way === undefined) return undefined;
  const ways = clusters.map(({ name, cluster }) => ({ name, ...wayOf(cluster['proxy-url']) }));
  const ours = ways.filter(({ host }) => host === way.host);
  return (ours.find(({ username }) => username === way.username) ?? ours[0])?.name;
}

function wayOf(proxyUrl: unknown): { host: string; username: string } | undefined {
  if (typeof proxyUrl !== 'string' || !URL.canParse(proxyUrl)) return undefined;
  const { host, username } = new URL(proxyUrl);
  return { host, username };
}

/** How the user's own entry is reached and trusted, for a copy that was made of ours. */
function ownWay(own: Entry | undefined): Fields {
  return {
    'proxy-url': own?.fields['proxy-url'],
    'certificate-authority': pathOf(own, 'certificate-authority') || undefined,
    'certificate-authority-data': own?.fields['certificate-authority-data'],
    'insecure-skip-tls-verify': own?.fields['insecure-skip-tls-verify'],
  };
}
