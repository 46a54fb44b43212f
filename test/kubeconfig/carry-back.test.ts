import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryBackEdits } from '../../src/kubeconfig/carry-back.ts';
import { type Overlay, writeOverlay } from '../../src/kubeconfig/overlay.ts';
import { kubectlVersions, needsKubectl, newestKubectl } from './kubectls.ts';

const overlay: Overlay = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster: { 'proxy-url': 'http://x' } }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carry-back-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const carry = (overlayPath: string, kubectlPath: string, own: string) =>
  carryBackEdits({
    overlayPath,
    overlay,
    kubectlPath,
    explicitPath: undefined,
    environment: { KUBECONFIG: own },
  });

describe('carryBackEdits', () => {
  it('does nothing where nothing was written', async () => {
    const path = writeOverlay(folder, overlay);
    expect(await carry(path, '/nonexistent', '/nonexistent')).toEqual([]);
  });

  it('says what is lost', async () => {
    const path = writeOverlay(folder, overlay);
    writeFileSync(path, 'contexts:\n- name: new\n  context: {cluster: c}\n');
    expect(await carry(path, '/nonexistent', '/nonexistent')).toEqual([expect.stringContaining('added new')]);
    writeFileSync(path, 'contexts: [');
    expect(await carry(path, '/nonexistent', '/nonexistent')).toEqual([expect.stringContaining('is lost')]);
  });

  it.skipIf(kubectlVersions.length === 0)(
    `carries the current context to the user's file${needsKubectl}`,
    async () => {
      const own = join(folder, 'own');
      const context = (name: string) => `- name: ${name}\n  context: {cluster: c}\n`;
      writeFileSync(own, `current-context: a\ncontexts:\n${context('a')}${context('b')}`);
      const path = writeOverlay(folder, overlay);
      writeFileSync(path, `current-context: b\n`);
      expect(await carry(path, newestKubectl?.path ?? '', own)).toEqual([]);
      expect(readFileSync(own, 'utf8')).toMatch(/^current-context: b$/m);
    },
  );
});
