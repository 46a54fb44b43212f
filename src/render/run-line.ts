import { basename } from 'node:path';
import type { RunInfo } from './renderer.ts';
import type { Sheet } from './sheet.ts';
import { displayWidth } from './width.ts';

/** The first line of the trace: `kubectl v1.35.2 · context kind-dev · https://10.0.0.5:6443`. */
export function writeRunLine(sheet: Sheet, run: RunInfo): void {
  const client = basename(run.kubectl).replace(/\.exe$/i, '') || 'kubectl';
  const parts = [
    run.kubectlVersion === undefined ? client : `${client} ${run.kubectlVersion}`,
    run.context === undefined ? undefined : `context ${run.context}`,
    run.server,
  ].filter((part) => part !== undefined && part !== '') as string[];
  for (const [index, part] of parts.entries()) {
    if (index > 0) {
      if (sheet.room < displayWidth(part) + 3) sheet.end().write(' ');
      sheet.write(' · ', 'faint');
    }
    sheet.flow(part, 4, index === 0 ? 'strong' : 'plain');
  }
}
