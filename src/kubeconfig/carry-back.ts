import { readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import type { KubeconfigEdits } from './edit-file.ts';
import { formatOverlay, type Overlay } from './overlay.ts';
import { type Entry, parseKubeconfig } from './parse.ts';

export interface CarryBack {
  overlayPath: string;
  /** What we have written there. */
  overlay: Overlay;
  /** The user's own files, in order. */
  sources: readonly string[];
}

/**
 * client-go writes the current context, every new entry, and every change of a cluster that the overlay holds into the
 * first file of the list, and that is our overlay (`ModifyConfig` in tools/clientcmd/config.go). What a program
 * inside the traced command has changed there is done again in the user's own file. Returns what there is to say:
 * lines.
 */
export async function carryBackEdits({ overlayPath, overlay, sources }: CarryBack): Promise<string[]> {
  try {
    const bytes = readFileSync(overlayPath);
    if (bytes.equals(Buffer.from(formatOverlay(overlay)))) return [];
    const edited = await parseKubeconfig(bytes, overlayPath);
    const ownUsers = new Set(overlay.users?.map(({ name }) => name));
    const edits: KubeconfigEdits = {
      currentContext: edited.currentContext || undefined,
      contexts: fieldsOf(edited.contexts),
      users: fieldsOf(new Map([...edited.users].filter(([name]) => !ownUsers.has(name)))),
      clusters: clusterChanges(overlay, edited.clusters),
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
function clusterChanges(overlay: Overlay, edited: ReadonlyMap<string, Entry>): KubeconfigEdits['clusters'] {
  const changes: KubeconfigEdits['clusters'] = new Map();
  for (const [name, { fields }] of edited) {
    const written = overlay.clusters.find((entry) => entry.name === name)?.cluster ?? {};
    const changed = [...new Set([...Object.keys(fields), ...Object.keys(written)])]
      .filter((field) => JSON.stringify(fields[field]) !== JSON.stringify(written[field]))
      .map((field) => [field, fields[field]]);
    if (changed.length > 0) changes.set(name, Object.fromEntries(changed));
  }
  return changes;
}
