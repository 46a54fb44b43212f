import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster, run } from '../harness/index.ts';
import { createWebPod } from '../harness/web-pod.ts';
import { type KlogEntry, readKlog } from './klog-entries.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));
const LEVELS = [6, 7, 8, 9, 10];

/** In this order, in a namespace of their own; `@` stands for the folder of the manifests. */
const COMMANDS: readonly (readonly string[])[] = [
  ['get', 'configmaps'],
  ['apply', '-f', '@/map.json'],
  ['apply', '-f', '@/changed.json'],
  ['apply', '--server-side', '-f', '@/side.json'],
  ['create', 'configmap', 'typed', '--from-literal=a=b'],
  ['create', '-f', '@/odd.json'],
  ['get', 'configmaps', '-o', 'yaml'],
  ['describe', 'configmap', 'odd'],
  ['get', 'configmaps', '-w', '--request-timeout=1s'],
  ['get', 'configmap', 'nope', '--as=jane', '--as-group=a', '--as-group=b'],
  ['patch', 'configmap', 'odd', '--type=json', '-p', '[{"op":"add","path":"/data/x","value":"é\\t<&>"}]'],
  ['logs', 'web', '-c', 'app', '--tail=1'],
  ['exec', 'web', '-c', 'sidecar', '--', 'true'],
  ['exec', 'nope', '--', 'true'],
  ['get', '--raw', '/api/v1/namespaces/default/configmaps?limit=1'],
  ['get', '--raw', '/nope'],
  ['auth', 'can-i', 'get', 'pods'],
  ['delete', 'configmap', 'map', 'odd', 'typed', 'side'],
];

describeCluster('-o klog, beside the log of the same kubectl', (cluster) => {
  let kubectl: string;
  let folder: string;
  beforeAll(async () => {
    kubectl = await cluster.kubectl('v1.35');
    folder = mkdtempSync(join(tmpdir(), 'klog-'));
    const write = (name: string, map: string, data: object) =>
      writeFileSync(
        join(folder, name),
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: map }, data }),
      );
    write('map.json', 'map', { a: 'b' });
    write('changed.json', 'map', { a: 'c', text: 'two\nlines "quoted" \\ 漢字 \u202e' });
    write('side.json', 'side', { a: 'b' });
    write('odd.json', 'odd', { long: 'x'.repeat(12_000), wide: '漢字'.repeat(300) });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function trace(level: number, args: readonly string[], kubeconfig = cluster.kubeconfigs.admin) {
    const file = join(folder, 'trace.log');
    const words = [
      PROGRAM,
      '-o',
      'klog',
      '-v',
      String(level),
      '-w',
      file,
      ...args.slice(0, 1),
      `-v=${level}`,
      ...args.slice(1),
    ];
    const { stderr } = await run(process.execPath, words, {
      cwd: folder,
      env: { HOME: folder, KUBECONFIG: kubeconfig, KUBECTL: kubectl, NODE_EXTRA_CA_CERTS: undefined },
    });
    return { theirs: readKlog(stderr).filter(isOfRequests), ours: readKlog(readFileSync(file, 'utf8')) };
  }

  it.each(LEVELS)('-v %i: the same lines', { timeout: 180_000 }, async (level) => {
    const namespace = await cluster.createNamespace('klog');
    await createWebPod(cluster, { namespace });
    let compared = 0;
    await trace(6, ['get', 'configmaps']);
    // What 7 and 9 have beside the others, some commands show.
    for (const args of level % 2 === 0 ? COMMANDS : COMMANDS.slice(0, 9)) {
      const words = args.map((word) => word.replace('@', folder));
      const { theirs, ours } = await trace(level, [...words.slice(0, 1), '-n', namespace, ...words.slice(1)]);
      const sent = withoutCached(theirs, ours);
      expect({ args, messages: ours.map(({ message }) => message) }).toEqual({
        args,
        messages: sent.map(({ message }) => message),
      });
      let isCached = false;
      for (const [index, their] of sent.entries()) {
        const our = ours[index];
        isCached = isCached && their.message === 'Response Body';
        if (our?.values.get('status') === '304 Not Modified')
          isCached = their.values.get('status') === '200 OK';
        if (isCached || isBinary(our, their)) continue;
        expect({ args, entry: our && reduced(our, their) }).toEqual({ args, entry: reduced(their, their) });
      }
      compared += sent.length;
    }
    expect(compared).toBeGreaterThan(level === 6 ? 25 : 30);
  });
});

/** Of what kubectl logs, the lines of the HTTP client. */
function isOfRequests({ message }: KlogEntry): boolean {
  return /^(?:(?:Request|Response)(?: Body)?|HTTP Trace: Dial succeed)$/.test(message);
}

/** Protobuf: kubectl dumps its bytes, we decode it. */
function isBinary(ours: KlogEntry | undefined, theirs: KlogEntry): boolean {
  const isDump = theirs.values.get('body')?.startsWith('00000000  6b 38 73 00 ') === true;
  return isDump && ours?.values.get('decodedFrom') === 'protobuf';
}

/** Without the schemas that kubectl takes out of its cache without a word to the server: it logs them as answers. */
function withoutCached(theirs: readonly KlogEntry[], ours: readonly KlogEntry[]): KlogEntry[] {
  const asked = new Set(ours.map(urlOf));
  const groups: KlogEntry[][] = [];
  for (const entry of theirs) {
    const before = groups.at(-1)?.at(-1)?.message;
    const isFirst =
      before === undefined || (before.startsWith('Response') && entry.message !== 'Response Body');
    if (isFirst) groups.push([entry]);
    else groups.at(-1)?.push(entry);
  }
  const isCached = (group: readonly KlogEntry[]) =>
    group.some((it) => urlOf(it)?.includes('/openapi/v3/') && !asked.has(urlOf(it)));
  return groups.filter((group) => !isCached(group)).flat();
}

function urlOf({ values }: KlogEntry): string | undefined {
  return values.get('url') ?? /'(https:[^']*)'/.exec(values.get('curlCommand') ?? '')?.[1];
}

/**
 * An entry without what two observers of one run cannot have in common: durations, the address that kubectl dials (our
 * proxy's), and headers that are added below kubectl's log.
 */
function reduced({ message, values }: KlogEntry, { values: theirs }: KlogEntry): object {
  const kept = [...values].filter(([key]) => !/illiseconds$|^address$/.test(key));
  return {
    message,
    ...Object.fromEntries(kept.map(([key, value]) => [key, reducedValue(key, value, theirs)])),
  };
}

function reducedValue(key: string, value: string, theirs: KlogEntry['values']): unknown {
  const known = theirs.get(key) ?? '';
  if (key === 'headers') return onlyKnown(value.split('\n'), known.split('\n'));
  if (key === 'curlCommand') {
    const words = (text: string) =>
      [...text.matchAll(/ -H "((?:[^"\\]|\\.)*)"/g)].map(([, header = '']) => header);
    return [value.replaceAll(/ -H "(?:[^"\\]|\\.)*"/g, ''), onlyKnown(words(value), words(known))];
  }
  // What could take a terminal over, kubectl prints as it is, and we do not.
  return value.replaceAll('\u202e', '\\u202e');
}

function onlyKnown(headers: readonly string[], known: readonly string[]): string[] {
  const names = new Set(known.map((header) => header.split(':')[0]));
  return headers.filter((header) => names.has(header.split(':')[0])).sort();
}
