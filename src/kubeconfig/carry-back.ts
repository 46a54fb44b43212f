import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { formatOverlay, type Overlay } from './overlay.ts';
import { parseKubeconfig } from './parse.ts';

export interface CarryBack {
  overlayPath: string;
  /** What we have written there. */
  overlay: Overlay;
  kubectlPath: string;
  /** `--kubeconfig` of the traced command, if it had one. */
  explicitPath: string | undefined;
  /** The user's own, without our KUBECONFIG. */
  environment: NodeJS.ProcessEnv;
}

/**
 * client-go writes the current context, and every entry that is new, into the first file of the list, and that is
 * our overlay (`ModifyConfig` in tools/clientcmd/config.go). Where a program inside the traced command has done so
 * (a kubectx-like plugin), the current context is set again in the user's own file, by kubectl itself. Returns what
 * there is to say: lines.
 */
export async function carryBackEdits(parts: CarryBack): Promise<string[]> {
  const { overlayPath, overlay, kubectlPath, explicitPath, environment } = parts;
  try {
    const bytes = readFileSync(overlayPath);
    if (bytes.equals(Buffer.from(formatOverlay(overlay)))) return [];
    const edited = await parseKubeconfig(bytes, overlayPath);
    const notes: string[] = [];
    const added = [...edited.contexts.keys(), ...edited.users.keys(), ...edited.clusters.keys()].filter(
      (name) => name !== overlay.clusters[0].name,
    );
    if (added.length > 0) {
      notes.push(
        `the command has added ${added.join(', ')} to the kubeconfig; under trace that is lost: repeat it without`,
      );
    }
    if (edited.currentContext !== '') {
      const flags = explicitPath === undefined ? [] : ['--kubeconfig', explicitPath];
      const args = [...flags, 'config', 'use-context', edited.currentContext];
      const { status } = spawnSync(kubectlPath, args, { env: environment, stdio: 'ignore', timeout: 10_000 });
      if (status !== 0)
        notes.push(`the command has chosen the context ${edited.currentContext}; under trace that is lost`);
    }
    return notes;
  } catch (error) {
    return [`what the command has changed in the kubeconfig is lost: ${messageOf(error)}`];
  }
}
