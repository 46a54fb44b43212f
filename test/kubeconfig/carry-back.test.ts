import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryBackEdits } from '../../src/kubeconfig/carry-back.ts';
import { type Overlay, writeOverlay } from '../../src/kubeconfig/overlay.ts';
import { kubectlVersions, needsKubectl, newestKubectl, runKubectl } from './kubectls.ts';

const overlay: Overlay = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    {
      name: 'c',
      cluster: { server: 'https://c', 'proxy-url': 'http://ours', 'certificate-authority-data': 'b3Vycw==' },
    },
    {
      name: 'd',
      cluster: {
        server: 'https://d',
        'proxy-url': 'http://ours-2',
        'certificate-authority-data': 'b3Vycw==',
      },
    },
  ],
};

const OWN = `apiVersion: v1
kind: Config
current-context: a
clusters:
- name: c
  cluster:
    server: https://c
    proxy-url: http://own
contexts:
- name: a
  context:
    cluster: c
preferences: {}
`;

let folder: string;
let path: string;
let own: string;
let second: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carry-back-'));
  path = writeOverlay(folder, overlay);
  own = join(folder, 'own');
  second = join(folder, 'second');
  writeFileSync(own, OWN);
  writeFileSync(
    second,
    'clusters:\n- name: d\n  cluster: {server: "https://d", certificate-authority: d.crt}\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const carry = () =>
  carryBackEdits({
    overlayPath: path,
    overlay,
    sources: [join(folder, 'none'), own, second],
    own: new Map([
      ['c', { fields: { server: 'https://c', 'proxy-url': 'http://own' }, file: own }],
      ['d', { fields: { server: 'https://d', 'certificate-authority': 'd.crt' }, file: second }],
    ]),
  });

/** Each is what a program does to the list of kubeconfigs of which the overlay is the first. */
const EDITS: readonly [name: string, args: string, inOwn: RegExp, inSecond?: RegExp][] = [
  ['a chosen context', 'config use-context a', /^current-context: a$/m],
  [
    'a new context',
    'config set-context new --cluster=c --user=u',
    /- name: new\n {2}context:\n {4}cluster: c\n {4}user: u/,
  ],
  ['a new user', 'config set-credentials u --token=t', /token: t/],
  ['a new cluster', 'config set-cluster n --server=https://n', /server: https:\/\/n/],
  [
    'a changed cluster',
    'config set-cluster c --tls-server-name=t',
    /server: https:\/\/c\n {4}proxy-url: http:\/\/own\n {4}tls-server-name: t/,
  ],
  [
    'a changed cluster of the second file',
    'config set-cluster d --server=https://e',
    /^/,
    /server: https:\/\/e/,
  ],
  ['another proxy', 'config set-cluster c --proxy-url=http://other:3128', /proxy-url: http:\/\/other:3128/],
  [
    'our own address, edited, not',
    'config set-cluster c --proxy-url=http://ours/ --tls-server-name=t',
    /proxy-url: http:\/\/own\n {4}tls-server-name: t/,
  ],
  [
    'a copy of our entry, with the own way',
    'config set-cluster copy --server=https://c --proxy-url=http://ours-2',
    /name: copy\n {2}cluster:\n {4}server: https:\/\/c\n {4}certificate-authority: \/.*\/d\.crt\n/,
  ],
  [
    'trust that excludes the own one',
    'config set-cluster d --insecure-skip-tls-verify=true',
    /^/,
    /name: d\n {2}cluster:\n {4}server: https:\/\/d\n {4}insecure-skip-tls-verify: true\n$/,
  ],
  ['a word that YAML would misread', 'config set-context y --cluster=on', /cluster: 'on'/],
];

describe('carryBackEdits', () => {
  it('does nothing where nothing was written', async () => {
    expect(await carry()).toEqual([]);
    expect(readFileSync(own, 'utf8')).toBe(OWN);
  });

  it('says what is lost where it cannot be read', async () => {
    writeFileSync(path, 'contexts: [');
    expect(await carry()).toEqual([expect.stringContaining('is lost')]);
  });

  it("says that another program holds the user's file", async () => {
    writeFileSync(`${own}.lock`, '');
    writeFileSync(path, 'current-context: b\n');
    expect(await carry()).toEqual([expect.stringContaining('another program is writing it')]);
    expect(readFileSync(own, 'utf8')).toBe(OWN);
  });

  it.skipIf(kubectlVersions.length === 0).each(EDITS)(
    `carries %s to the user's file${needsKubectl}`,
    async (_name, args, inOwn, inSecond) => {
      const environment = { KUBECONFIG: [path, own, second].join(':') };
      const { stderr } = await runKubectl(newestKubectl?.path ?? '', args.split(' '), environment);
      expect(stderr).toBe('');
      expect(await carry()).toEqual([]);
      const written = readFileSync(own, 'utf8');
      expect(written).toMatch(inOwn);
      if (inSecond !== undefined) expect(readFileSync(second, 'utf8')).toMatch(inSecond);
      expect(written + readFileSync(second, 'utf8')).not.toContain('ours');
    },
  );

  it.skipIf(kubectlVersions.length === 0)(`removes a cluster there too${needsKubectl}`, async () => {
    const environment = { KUBECONFIG: [path, own, second].join(':') };
    await runKubectl(newestKubectl?.path ?? '', ['config', 'delete-cluster', 'd'], environment);
    expect(await carry()).toEqual([]);
    expect(readFileSync(second, 'utf8')).not.toContain('https://d');
  });
});
