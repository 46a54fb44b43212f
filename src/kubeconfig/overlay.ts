import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Resolved, ResolvedCluster } from './resolve.ts';
import type { Upstream } from './upstream.ts';

/** A kubeconfig with nothing but the cluster entries that stand before the user's own. */
export interface Overlay {
  apiVersion: 'v1';
  kind: 'Config';
  clusters: { name: string; cluster: Record<string, unknown> }[];
  /** Only where no file of the user's holds the user that kubectl is. */
  users?: [{ name: string; user: Readonly<Record<string, unknown>> }];
}

export interface OverlayOptions {
  resolved: Pick<Resolved, 'cluster' | 'clusterName' | 'upstream' | 'others' | 'user'>;
  /** Our proxy with its password, `http://user:hex@127.0.0.1:port`: for the cluster, and for each of the others. */
  proxyUrls: readonly string[];
  /** Our certificate authority, PEM. */
  caPem: string;
}

/**
 * The overlay: the cluster's entry with all it holds, but with our proxy and our certificate authority. The first
 * file wins per entry, not per field (client-go tools/clientcmd/loader.go), so it must be whole. Where there is no
 * such entry, one with nothing else leaves the server to `--server` and the defaults; the name '' is the one under
 * which kubectl looks where no context is chosen, so no context has to be made up.
 */
export function createOverlay({ resolved, proxyUrls, caPem }: OverlayOptions): Overlay {
  const clusters = [resolved, ...resolved.others].map((cluster, index) => ({
    name: cluster.clusterName,
    cluster: createEntry(cluster, proxyUrls[index] ?? '', caPem),
  }));
  const { clusterName: name, user } = resolved;
  const users = user === undefined ? {} : { users: [{ name, user }] as NonNullable<Overlay['users']> };
  return { apiVersion: 'v1', kind: 'Config', clusters, ...users };
}

function createEntry(
  { cluster, upstream }: Pick<ResolvedCluster, 'cluster' | 'upstream'>,
  proxyUrl: string,
  caPem: string,
): Record<string, unknown> {
  const {
    'certificate-authority': _file,
    'certificate-authority-data': _data,
    'insecure-skip-tls-verify': _insecure,
    ...kept
  } = cluster?.fields ?? {};
  return { ...kept, 'proxy-url': proxyUrl, ...formatTrust(upstream, caPem) };
}

/**
 * The user's own trust beside ours: a server that does not verify reaches kubectl as it is, so that kubectl itself
 * says why, or is content.
 */
function formatTrust({ trust, server }: Upstream, caPem: string): Record<string, unknown> {
  if (trust.kind === 'none' && server.protocol === 'https:') return { 'insecure-skip-tls-verify': true };
  const bundle = trust.kind === 'bundle' ? `${caPem.trimEnd()}\n${trust.pem}` : caPem;
  return { 'certificate-authority-data': Buffer.from(bundle).toString('base64') };
}

/** The overlay as it stands in its file. JSON, because YAML 1.1 reads a name like `y` as true. */
export function formatOverlay(overlay: Overlay): string {
  return `${JSON.stringify(overlay)}\n`;
}

/** Writes the overlay into a folder that only its owner may enter, and returns its path. */
export function writeOverlay(folder: string, overlay: Overlay): string {
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, formatOverlay(overlay), { mode: 0o600, flag: 'wx' });
  return path;
}

/**
 * The value of KUBECONFIG with the overlay before the user's own files. A file in a folder with `:` in its name cannot
 * stand in a list, so it is reached through a link to its folder, put next to the overlay: relative paths in it still
 * start at the right place. A file whose own name has one is not loaded (load.ts). Throws UserError where the temporary
 * folder has one.
 */
export function kubeconfigList(overlayPath: string, sources: readonly string[]): string {
  if (overlayPath.includes(delimiter)) {
    throw new UserError(`the temporary folder ${dirname(overlayPath)} has "${delimiter}" in its name`, {
      hint: 'name another one in the environment variable TMPDIR: a list of kubeconfigs is parted there',
    });
  }
  const listable = sources.map((source, index) => {
    if (!source.includes(delimiter)) return source;
    const link = join(dirname(overlayPath), `folder-${index}`);
    symlinkSync(resolve(dirname(source)), link, 'junction');
    return join(link, basename(source));
  });
  return [overlayPath, ...listable].join(delimiter);
}

/**
 * The same list for a program whose client-go we do not know. Some of about v0.24, such as helm 3.9's, merge entries of
 * one name field by field, and the last file wins (imdario/mergo from 0.3.6 on): so the overlay stands last, too.
 */
export function kubeconfigListForPrograms(overlayPath: string, sources: readonly string[]): string {
  const again = `${overlayPath}-again`;
  copyFileSync(overlayPath, again);
  return [kubeconfigList(overlayPath, sources), again].join(delimiter);
}
