import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createRenderer as createAudit } from '../../src/render/audit.ts';
import { createRenderer as createCurl } from '../../src/render/curl.ts';
import { createRenderer as createHar } from '../../src/render/har.ts';
import { createRenderer as createHttp } from '../../src/render/http.ts';
import { createRenderer as createHttpie } from '../../src/render/httpie.ts';
import { createRenderer as createJsonl } from '../../src/render/jsonl.ts';
import { createRenderer as createKlog } from '../../src/render/klog.ts';
import { createRenderer as createKubectl } from '../../src/render/kubectl.ts';
import { createRenderer as createRbac } from '../../src/render/rbac.ts';
import type { RenderSettings } from '../../src/render/renderer.ts';
import { createRenderer as createTable } from '../../src/render/table.ts';
import { createRenderer as createText } from '../../src/render/text.ts';
import { displayWidth } from '../../src/render/width.ts';
import { readKlog } from '../e2e/formats/klog-entries.ts';
import { RUN, renderRun } from './factory.ts';
import { createGenerator } from './generator.ts';
import { faultsOf } from './har-schema.ts';
import { parseHttpFile } from './http-file.ts';

const SEED = Number(process.env.SEED ?? 20_251_122);
const RUNS = 40;
const EACH = 8;

/** What may never reach a terminal: C0 but for newline and tab, DEL, C1, direction marks, halves of pairs. */
const RAW =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

/** The only escape sequences that we write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OURS = /\u001b\[(?:0|[1-9]\d?)(?:;\d\d)?m/g;

const SETTINGS: [string, Partial<RenderSettings>][] = [
  ['reading view at 80', {}],
  ['reading view at 50', { width: 50, discovery: 'hide' }],
  ['reading view in a pipe', { width: Infinity, discovery: 'show' }],
  ['ladder 6', { verbosity: 6 }],
  ['ladder 8', { verbosity: 8, discovery: 'show' }],
  ['ladder 9', { verbosity: 9 }],
  ['ladder 10', { verbosity: 10, discovery: 'show' }],
];

describe(`arbitrary exchanges (SEED=${SEED})`, () => {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const generator = createGenerator(SEED + run);
    return Array.from({ length: EACH }, (_, index) => generator.exchange(index + 1));
  });

  test.each(SETTINGS)('%s: no control character, colour changes no text', (_name, settings) => {
    for (const exchanges of runs) {
      const plain = renderRun(createText, exchanges, settings);
      expect(RAW.exec(plain)).toBeNull();
      const colored = renderRun(createText, exchanges, { ...settings, color: true });
      expect(RAW.exec(colored.replace(OURS, ''))).toBeNull();
      expect(stripVTControlCharacters(colored)).toBe(plain);
    }
  });

  test.each([50, 80, 200])('the reading view keeps within %i columns', (width) => {
    for (const exchanges of runs) {
      expect(linesBeyond(width, renderRun(createText, exchanges, { width }))).toEqual([]);
    }
  });

  test('the table keeps within 80 columns, without control characters', () => {
    for (const exchanges of runs) {
      const table = renderRun(createTable, exchanges);
      expect(RAW.exec(table)).toBeNull();
      expect(linesBeyond(80, table)).toEqual([]);
    }
  });

  test.each([false, true])(
    'rbac is YAML of roles and bindings, without control characters (wide: %s)',
    (wide) => {
      for (const exchanges of runs) {
        const yaml = renderRun(createRbac, exchanges, { rbacExpand: wide });
        expect(RAW.exec(yaml)).toBeNull();
        const documents = loadAll(yaml) as ({ kind?: string; rules?: { verbs: string[] }[] } | null)[];
        for (const document of documents) {
          if (document === null) continue;
          expect(document.kind).toMatch(/^(?:Cluster)?Role(?:Binding)?$/);
          for (const { verbs } of document.rules ?? []) expect(verbs.length).toBeGreaterThan(0);
        }
      }
    },
  );

  test.each([
    ['curl', createCurl],
    ['httpie', createHttpie],
    ['kubectl', createKubectl],
  ])('%s: a script that a shell can read, without control characters', (_name, create) => {
    const scripts = runs.map((exchanges) => renderRun(create, exchanges, { discovery: 'show' }));
    for (const script of scripts) expect(RAW.exec(script)).toBeNull();
    expect(spawnSync('sh', ['-n'], { input: scripts.join('\n') }).stderr.toString()).toBe('');
  });

  test.each([6, 7, 8, 9, 10] as const)(
    'klog at %i: entries that parse, without control characters',
    (verbosity) => {
      for (const exchanges of runs) {
        const log = renderRun(createKlog, exchanges, { verbosity });
        expect(RAW.exec(log)).toBeNull();
        const responses = readKlog(log).filter(({ message }) => message === 'Response');
        expect(responses).toHaveLength(exchanges.length);
      }
    },
  );

  test.each([6, 8] as const)(
    'audit at %i: an event an exchange and line, without control characters',
    (verbosity) => {
      for (const exchanges of runs) {
        const log = renderRun(createAudit, exchanges, { verbosity });
        expect(RAW.exec(log)).toBeNull();
        const events = log
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
        expect(events).toHaveLength(exchanges.length);
        for (const event of events) expect(event).toMatchObject(EVENT);
      }
    },
  );

  test('har: a valid archive, without control characters', () => {
    for (const exchanges of runs) {
      const text = renderRun(createHar, exchanges);
      expect(RAW.exec(text.replaceAll('\t', '\u0000'))).toBeNull();
      expect(faultsOf(JSON.parse(text))).toEqual([]);
    }
  });

  test('http: a file that parses, without control characters', () => {
    for (const exchanges of runs) {
      const file = renderRun(createHttp, exchanges, { discovery: 'show' });
      expect(RAW.exec(file)).toBeNull();
      const ids = parseHttpFile(file).map(({ title }) => Number(/^#(\d+) /.exec(title)?.[1]));
      const bodiless = exchanges.filter(({ request }) => isPlain(request));
      expect(ids).toEqual(expect.arrayContaining(bodiless.map(({ id }) => id)));
    }
  });

  test('jsonl: every line parses to the exchange, well-formed and without control characters', () => {
    for (const exchanges of runs) {
      const renderer = createJsonl({ verbosity: undefined, discovery: 'fold', color: true, width: 80 });
      expect(renderer.head(RUN) + renderer.summary(exchanges)).toBe('');
      for (const exchange of exchanges) {
        const line = renderer.exchange(exchange);
        expect(line.endsWith('\n')).toBe(true);
        expect(RAW.exec(line.slice(0, -1).replaceAll('\t', '\u0000'))).toBeNull();
        expect(line.indexOf('\n')).toBe(line.length - 1);
        // The first record says of the run what its head was.
        const { run: _, ...record } = JSON.parse(line);
        expect(record).toEqual({ version: 1, ...JSON.parse(JSON.stringify(rounded(exchange))) });
      }
    }
  });
});

/** What every audit event must have (audit.k8s.io/v1). */
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const EVENT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: expect.stringMatching(/./),
  stage: expect.stringMatching(/^(?:RequestReceived|ResponseStarted|ResponseComplete)$/),
  requestURI: expect.stringMatching(/^\//),
  verb: expect.any(String),
  user: expect.any(Object),
  requestReceivedTimestamp: expect.stringMatching(MICRO_TIME),
  stageTimestamp: expect.stringMatching(MICRO_TIME),
};

/** A request of which nobody can say that it cannot be sent again. */
function isPlain({ method, url, body, headers, info }: Exchange['request']): boolean {
  const isAscii = [method, url, ...headers.flat()].every((text) => /^[\w /:?=.-]+$/.test(text));
  return isAscii && method === 'GET' && info.verb !== 'watch' && body.size === 0;
}

/** With its times as jsonl has them. */
function rounded(exchange: Exchange): object {
  const round = (times: object): object =>
    Object.fromEntries(
      Object.entries(times).map(([key, it]) => [
        key,
        typeof it === 'number' ? Math.round(it * 1000) / 1000 : it,
      ]),
    );
  return { ...exchange, timing: round(exchange.timing), connection: round(exchange.connection) };
}

function linesBeyond(width: number, text: string): string[] {
  return text.split('\n').filter((line) => displayWidth(line) > width);
}
