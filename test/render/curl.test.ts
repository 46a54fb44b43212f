import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { RawHeader } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/curl.ts';
import { exchange, RUN, renderRun } from './factory.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const script = (...sketches: Parameters<typeof exchange>[0][]) =>
  renderRun(createRenderer, sketches.map(exchange));

describe('the script', () => {
  it.each([
    ['masked', { requestBody: { masked: 1 } }, '1 value of its body masked'],
    ['cut', { requestBody: { recorded: 3 } }, 'only the first 3 B of its body are here'],
    [
      'binary',
      { requestBody: { size: 9, text: undefined, withheld: 'binary (x)' } },
      'its body is not here: binary (x), 9 B',
    ],
    ['a watch', { path: '/api/v1/pods?watch=true', method: 'GET' }, 'its answer has no end'],
    ['an upgrade', { status: 101 }, 'it upgrades to a stream'],
    ['masked in the URL', { path: '/x?token=<masked>' }, 'a part of its head is masked'],
  ])('%s: told in a comment and not run', (_name, more, why) => {
    const text = script({ id: 1, method: 'POST', path: CONFIG_MAPS, send: { a: 1 }, ...more } as never);
    expect(text).toContain(`# Not run: ${why}`);
    expect(text).not.toMatch(/^curl/m);
  });

  it('keeps secrets, connection and identity of the client out', () => {
    const text = script({ id: 1, path: CONFIG_MAPS, requestHeaders: HEADERS });
    const command = /^curl.*(?:\n {2}.*)*/m.exec(text)?.[0];
    expect(command).toBe(
      `curl -K "$access" "$server${CONFIG_MAPS}" \\\n  -H 'Accept: application/json' \\\n  -H 'Impersonate-User: jane'`,
    );
    expect(text).toContain('# They were traced on https://10.0.0.5');
    expect(text.replaceAll(/^#.*\n/gm, '')).not.toContain('10.0.0.5');
  });

  it('leaves out discovery unless it is asked for', () => {
    const discovery = [exchange({ id: 1, path: '/api?timeout=32s' })];
    expect(renderRun(createRenderer, discovery)).toContain('# 1 discovery request left out');
    expect(renderRun(createRenderer, discovery, { discovery: 'show' })).toMatch(/^curl/m);
  });

  it('takes the path of a gateway from the kubeconfig, and goes where --context went', () => {
    const run = {
      ...RUN,
      server: 'https://rancher/k8s/clusters/c',
      args: ['get', 'pods', '--context', "it's"],
    };
    const text = renderRun(
      createRenderer,
      [exchange({ id: 1, path: 'https://rancher/k8s/clusters/c/api/v1/pods' })],
      {},
      run,
    );
    expect(text).toContain('"$server/api/v1/pods"');
    expect(text).toContain(`config view '--context=it'\\''s' --minify`);
  });

  it('quotes what a shell would read, and ends a body where the body does not', () => {
    const marker = 'EOF\n$(touch x) `touch y`\nEOF2';
    const text = script({
      id: 1,
      method: 'POST',
      path: '/x?a=\'$(id)"',
      send: marker,
      contentType: 'text/plain',
    });
    const body = text.slice(text.indexOf('\ncurl -K "$access"'));
    const { stdout } = spawnSync('sh', {
      input: `access=a server=s; curl() { printf '<%s>\\n' "$@"; cat; }${body}`,
    });
    expect(stdout.toString()).toContain(`<s/x?a='$(id)">`);
    expect(stdout.toString()).toContain(`<@->\n${marker}\n`);
  });
});

const HEADERS: RawHeader[] = [
  ['Host', '10.0.0.5:6443'],
  ['User-Agent', 'kubectl'],
  ['Accept', 'application/vnd.kubernetes.protobuf,application/json'],
  ['Authorization', 'Bearer visible'],
  ['Cookie', 'visible'],
  ['Impersonate-User', 'jane'],
  ['Connection', 'keep-alive'],
];
