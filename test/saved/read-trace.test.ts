import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createRenderer as createHar } from '../../src/render/har.ts';
import { createRenderer as createJsonl } from '../../src/render/jsonl.ts';
import { loadTrace } from '../../src/saved/read-trace.ts';
import { exchange, renderRun } from '../render/factory.ts';
import { CHROME, FIREFOX, MITMPROXY } from './foreign-archives.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(content: string | Uint8Array, name = 'run.x') {
  const path = join(folder, name);
  writeFileSync(path, content);
  return loadTrace(path, { showSecrets: false });
}

const RUN = Array.from({ length: 15 }, (_, index) =>
  exchange({ id: index + 1, path: `/api/v1/pods/p${index}`, receive: { kind: 'Pod', text: 'é漢"\\' } }),
);
const FILES = { jsonl: renderRun(createJsonl, RUN), har: renderRun(createHar, RUN) };
const ids = (trace: Awaited<ReturnType<typeof load>>) => trace.exchanges.map(({ id }) => id);
const ALL = RUN.map(({ id }) => id);

describe.each(Object.entries(FILES))('a %s', (format, text) => {
  it('is read whatever its name, and in any layout', async () => {
    expect(ids(await load(text))).toEqual(ALL);
    expect(ids(await load(`\ufeff${text.replaceAll('\n', '\r\n')}`))).toEqual(ALL);
    const values = format === 'har' ? [text] : text.trim().split('\n');
    const pretty = values.map((value) => JSON.stringify(JSON.parse(value), undefined, 2)).join('\n');
    expect(ids(await load(pretty))).toEqual(ALL);
  });

  it('cut anywhere is read as far as it goes, and the place is said', async () => {
    const bytes = Buffer.from(text);
    for (let end = 3000; end < bytes.length - 3; end += 997) {
      const { exchanges, damage } = await load(bytes.subarray(0, end), 'cut');
      expect(exchanges.map(({ id }) => id)).toEqual(ALL.slice(0, exchanges.length));
      // At the end of a line of JSON nothing is missing that could be known.
      if (damage === undefined) expect(bytes[end - 1] === 10 || bytes[end - 1] === 125).toBe(true);
      else expect(damage).toMatch(new RegExp(`cut: ends too soon, at byte ${end} \\(line \\d+\\): `));
    }
  });

  it.each([
    ['a bracket that is gone', (line: string) => line.replace('}', '')],
    ['a quote that is gone', (line: string) => line.replace('"GET"', '"GET')],
    ['noise', () => '\u0000\u0001\u0002 #####'],
    ['a line that is no exchange', () => `${format === 'har' ? ',' : ''}{"version":1,"request":7}`],
  ])('with %s loses that exchange alone', async (_, damaged) => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('"id":4,'));
    lines[at] = damaged(lines[at] ?? '');
    const trace = await load(lines.join('\n'), 'bad');
    expect(ids(trace)).toEqual(ALL.filter((id) => id !== 4));
    expect(trace.damage).toMatch(/bad: damaged at byte \d+ \(line \d+\)/);
    expect(trace.damage).toContain(`(line ${at + 1})`);
    expect(trace.damage).toContain('14 of at least 15 exchanges read');
  });

  it('with a bracket too many loses nothing else', async () => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('"id":4,'));
    lines[at] = (lines[at] ?? '').replace('}', '}}');
    const trace = await load(lines.join('\n'), 'bad');
    expect(ids(trace)).toEqual(expect.arrayContaining(ALL.filter((id) => id !== 4)));
    expect(trace.damage).toContain(`(line ${at + 1})`);
  });

  it('behind a flipped bit never throws, and never makes exchanges up', async () => {
    const bytes = Buffer.from(text);
    for (let at = 5; at < bytes.length; at += 401) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x04;
      const trace = await load(flipped, 'flipped');
      expect(trace.exchanges.length).toBeGreaterThanOrEqual(13);
      expect(trace.exchanges.length).toBeLessThanOrEqual(15);
    }
  });
});

describe('what is no trace', () => {
  it.each([
    ['', 'it is empty'],
    ['\n \n', 'it is empty'],
    ['<!DOCTYPE html><html>', 'it is HTML'],
    [gzipSync(FILES.har), 'it is compressed by gzip'],
    [Buffer.from(FILES.jsonl, 'utf16le'), 'it'],
    ['{"kind":"Pod"}', 'it is JSON, but neither'],
    ['kind: Pod\n', 'it is some other text'],
    ['{"log":', 'it is damaged from its beginning on'],
  ])('is told: %j', async (content, words) => {
    await expect(load(content)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(words),
    });
  });

  it('a folder, and what is not there', async () => {
    await expect(loadTrace(folder, { showSecrets: false })).rejects.toThrow('is a folder');
    await expect(loadTrace(join(folder, 'no'), { showSecrets: false })).rejects.toThrow('no such file');
  });
});

describe('archives of other tools', () => {
  it.each([
    ['Chrome', CHROME],
    ['Firefox', FIREFOX],
    ['mitmproxy', MITMPROXY],
  ])('%s', async (_, archive) => {
    const { run, exchanges, damage } = await load(JSON.stringify(archive, undefined, 2));
    expect(damage).toBeUndefined();
    const [first, second] = exchanges;
    expect(run.server).toBe('https://10.0.0.5:6443');
    expect(first).toMatchObject({
      id: 1,
      request: { method: 'POST', info: { verb: 'create', resource: 'secrets', namespace: 'default' } },
      response: { status: 201, body: { mediaType: 'application/json' } },
    });
    expect(JSON.stringify(exchanges)).not.toMatch(/hunter2|aHVudGVyMg|the-token/);
    expect(first?.request.headers.some(([name]) => name.startsWith(':'))).toBe(false);
    expect(first?.timing.end).toBeGreaterThan(0);
    expect(second?.response?.body.text).toContain('"kind":"PodList"');
  });
});

describe('what a file says of its run', () => {
  const run = {
    kubectl: 'kubectl',
    context: 'https://u:hunter2@h',
    server: 'https://u:hunter2@h:6443',
    user: { username: 'https://u:hunter2@h', groups: [] },
    args: ['get', 'pods', '--token=hunter2', '--server', 'https://u:hunter2@h'],
  };
  const [first = ''] = FILES.jsonl.split('\n');
  const jsonl = JSON.stringify({ ...JSON.parse(first), run });
  const [head = ''] = FILES.har.split('\n');
  const har = FILES.har.replace(
    head,
    `${JSON.stringify({ log: { version: '1.2', _kubectlTrace: { run } } }).slice(0, -2)},"entries":[`,
  );
  it.each([
    ['jsonl', jsonl],
    ['har', har],
  ])('%s: its server and its arguments are masked', async (_, text) => {
    const { run: told } = await load(text);
    expect(told.args?.[0]).toBe('get');
    expect(told.server).toBe('https://u:<masked>@h:6443');
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it('but not with --show-secrets', async () => {
    writeFileSync(join(folder, 'shown'), jsonl);
    expect((await loadTrace(join(folder, 'shown'), { showSecrets: true })).run.server).toBe(run.server);
  });
});
