import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRenderer } from '../../src/render/kubectl.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { exchange, RUN, renderRun } from './factory.ts';
import { type ServedSandbox, serveSandbox } from './two-sandboxes.ts';

const PATH = '/api/v1/namespaces/default/configmaps';
type Sketch = Parameters<typeof exchange>[0];
const script = (sketch: Partial<Sketch>) =>
  renderRun(createRenderer, [exchange({ id: 1, path: PATH, ...sketch })]);

describe('the script', () => {
  it.each<[string, Partial<Sketch>, string]>([
    ['GET', {}, `kubectl get --raw ${PATH}\n`],
    ['a query', { path: `${PATH}?limit=500` }, `kubectl get --raw '${PATH}?limit=500'\n`],
    ['POST', { method: 'POST', send: {} }, `kubectl create --raw ${PATH} -f - <<'EOF'\n{}\nEOF\n`],
    ['PUT', { method: 'PUT', send: {} }, `kubectl replace --raw ${PATH} -f - <<'EOF'\n{}\nEOF\n`],
    ['DELETE', { method: 'DELETE' }, `kubectl delete --raw ${PATH}\n`],
    ['identity', { requestHeaders: [['Impersonate-Group', "it's"]] }, `${PATH} '--as-group=it'\\''s'\n`],
  ])('%s', (_name, sketch, command) => {
    expect(script(sketch)).toContain(command);
  });

  it.each<[string, Partial<Sketch>, string]>([
    ['PATCH', { method: 'PATCH', send: {} }, `raw mode has no PATCH: ${PATH}`],
    ['YAML', { method: 'POST', send: 'a: b', contentType: 'application/yaml' }, 'raw mode sends JSON'],
    ['POST without a body', { method: 'POST' }, 'raw mode cannot send it without a body'],
    ['If-Match', { requestHeaders: [['If-Match', 'x']] }, 'raw mode cannot send If-Match'],
    ['masked', { method: 'POST', send: {}, requestBody: { masked: 1 } }, '1 value of its body masked'],
    ['a watch', { path: `${PATH}?watch=1` }, 'its answer has no end of its own'],
  ])('%s: told in a comment and not run', (_name, sketch, why) => {
    const text = script(sketch);
    expect(text).toContain(`\n# Not run: ${why}`);
    expect(text).not.toMatch(/^kubectl /m);
  });

  it('goes where --context went', () => {
    const run = { ...RUN, args: ['get', 'pods', '--context=$x'] };
    expect(renderRun(createRenderer, [], {}, run)).toContain(`"\${KUBECTL:-kubectl}" '--context=$x' "$@"`);
  });
});

// Of the kubectls there the second newest: kubectl 1.35 creates ConfigMaps in protobuf, which a script cannot show.
const kubectl = kubectlVersions.at(-2) ?? kubectlVersions.at(-1);

describe.skipIf(kubectl === undefined)(`run against a new server${needsKubectl}`, () => {
  let traced: ServedSandbox;
  let replayed: ServedSandbox;
  beforeAll(async () => {
    const path = kubectl?.path ?? '';
    [traced, replayed] = await Promise.all([serveSandbox(path), serveSandbox(path)]);
  });
  afterAll(async () => {
    await Promise.all([traced?.stop(), replayed?.stop()]);
  });

  const web = fileURLToPath(new URL('../../examples/web.yaml', import.meta.url));
  const map = (data: object) => {
    const path = traced.workspace.path('map.json');
    const metadata = { name: 'colors' };
    writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }));
    return path;
  };

  it.each<[string, () => string[], RegExp]>([
    ['apply -f', () => ['apply', '-f', web], /^Error from server \(NotFound\): .*"web" not found\n$/],
    ['create', () => ['create', '-f', map({ sky: 'blue' })], /^$/],
    ['replace', () => ['replace', '-f', map({ tree: "it's $green" })], /^$/],
    ['get', () => ['get', 'cm', 'colors', '-o', 'name'], /^$/],
    ['get of nothing', () => ['get', 'cm', 'none', '--ignore-not-found'], /NotFound/],
    ['delete', () => ['delete', 'deployment', 'web', '--wait=false'], /^$/],
  ])('%s: the same objects and the same errors', async (_name, command, errors) => {
    const text = await traced.trace(['-o', 'kubectl'], command());
    expect(text).not.toContain('Not run');
    const { stderr } = await replayed.sh(text);
    expect(stderr).toMatch(errors);
    expect(await replayed.stored()).toEqual(await traced.stored());
  });
});
