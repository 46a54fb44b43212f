import { readFileSync } from 'node:fs';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBinary } from '../../../src/decode/decode-binary.ts';
import type { RecordedExchange } from '../../../src/exchange/exchange.ts';
import { createRedactor } from '../../../src/exchange/redact.ts';
import type { RenderSettings } from '../../../src/render/renderer.ts';
import { createRenderer } from '../../../src/render/text.ts';
import { createTrace, type TraceParts } from '../../../src/trace/trace.ts';
import { recorded } from '../../exchange/factory.ts';
import { RUN } from '../../render/factory.ts';
import { podEvent } from '../../render/stories.ts';

const event = (type: string, metadata: object, more: object = {}) =>
  `${JSON.stringify({ type, object: { kind: 'Pod', apiVersion: 'v1', metadata, ...more } })}\n`;
const pod = (version: number, name = 'web-1') => ({
  name,
  namespace: 'default',
  resourceVersion: `${version}`,
});
const PROTOBUF_STREAM = 'application/vnd.kubernetes.protobuf;stream=watch';
const END_OF_INITIAL = { 'k8s.io/initial-events-end': 'true' };

/** The watch that a real server answered in each format. */
function readRecording(): { json: string; protobuf: string; cbor: string } {
  const path = new URL('../../decode/recorded.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).find(({ stream }: { stream?: true }) => stream);
}

/** A trace in text, what it has written so far, and streams that are open in it. */
function openTrace(settings: Partial<RenderSettings> = {}, parts: Partial<TraceParts> = {}) {
  let text = '';
  const trace = createTrace({
    run: RUN,
    redact: createRedactor({ showSecrets: false }),
    isShown: () => true,
    renderer: createRenderer({
      verbosity: undefined,
      discovery: 'fold',
      color: false,
      width: 100,
      ...settings,
    }),
    writer: { write: (more) => (text += more) },
    ...parts,
  });
  /** Begins with a head; its body comes by `send`. */
  const open = (url: string, id: number, headers = {}) => {
    const responseHeaders = Object.entries({ 'Content-Type': 'application/json', ...headers });
    const exchange = recorded({
      id,
      url,
      responseHeaders: responseHeaders.map(([name, value]) => [name, String(value)]),
    });
    delete exchange.timing.end;
    trace.exchangeStarted(exchange);
    trace.streamStarted?.(exchange);
    return {
      exchange,
      send: (chunk: Buffer | string) => trace.streamChunk?.(exchange, Buffer.from(chunk)),
      end(more: Partial<RecordedExchange> = {}) {
        Object.assign(exchange, more, { timing: { ...exchange.timing, end: 1234 } });
        trace.exchangeEnded(exchange);
      },
    };
  };
  const written = async () => {
    // Shown between the turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return text;
  };
  return { open, written, trace, text: () => text };
}

const PODS = '/api/v1/namespaces/default/pods?watch=true';
const eventLines = (text: string) => text.split('\n').filter((line) => /^\[\d+\] /.test(line));

describe('a watch', () => {
  it('is shown while it runs: its head, then each event', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7);
    expect(await written()).toMatch(
      /#7 {2}GET .*\n(.*\n)*Response Status: 200 OK in 8 milliseconds — a watch: /,
    );
    watch.send(event('ADDED', pod(1234)));
    expect(eventLines(await written())).toEqual(['[7] ADDED     Pod default/web-1  rv 1234']);
    const half = event('MODIFIED', pod(1240));
    watch.send(half.slice(0, 30));
    expect(eventLines(await written())).toHaveLength(1);
    watch.send(half.slice(30));
    expect(eventLines(await written()).at(-1)).toBe('[7] MODIFIED  Pod default/web-1  rv 1240');
    watch.end();
    expect(eventLines(await written()).at(-1)).toBe(
      '[7] ended by the server, after 1234 milliseconds: 2 events, 0 B',
    );
  });

  it('of a Table: its rows in columns that only grow', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7);
    watch.send(podEvent('ADDED', ['web-1', '0/1', 'Pending', 0, '3s']));
    await written();
    watch.send(podEvent('MODIFIED', ['web-1', '0/1', 'ContainerCreating', 0, '3s'], false));
    watch.send(podEvent('MODIFIED', ['web-1', '1/1', 'Running', 0, '5s'], false));
    expect(eventLines(await written())).toEqual([
      '[7] EVENT     NAME    READY   STATUS    RESTARTS   AGE',
      '[7] ADDED     web-1   0/1     Pending   0          3s',
      '[7] MODIFIED  web-1   0/1     ContainerCreating   0          3s',
      '[7] MODIFIED  web-1   1/1     Running             0          5s',
    ]);
  });

  it('says which lines are its own among others', async () => {
    const { open, written } = openTrace();
    const [one, other] = [open(PODS, 7), open('/api/v1/services?watch=1', 8)];
    one.send(event('ADDED', pod(1)));
    other.send(event('ADDED', pod(2, 'b')));
    one.send(event('DELETED', pod(3)));
    other.end();
    expect(eventLines(await written()).map((line) => line.slice(0, 12))).toEqual([
      '[7] ADDED   ',
      '[8] ADDED   ',
      '[7] DELETED ',
      '[8] ended by',
    ]);
  });

  it('tells bookmarks, the initial events of a WatchList, and errors apart', async () => {
    const { open, written } = openTrace();
    const watch = open(`${PODS}&sendInitialEvents=true`, 7);
    watch.send(event('ADDED', pod(5, 'a')) + event('ADDED', pod(6, 'b')));
    watch.send(event('BOOKMARK', { resourceVersion: '6', annotations: END_OF_INITIAL }));
    watch.send(event('MODIFIED', pod(9, 'a')) + event('BOOKMARK', { resourceVersion: '12' }));
    const gone = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    watch.send(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`);
    watch.end();
    const text = await written();
    expect(text).toContain('a WatchList: what is there, then a bookmark');
    expect(eventLines(text)).toContain('[7] BOOKMARK  rv 6 (the end of the initial events)');
    expect(eventLines(text)).toContain('[7] ERROR     410 Expired: too old');
    expect(eventLines(text).at(-1)).toContain('3 events (2 initial), 2 bookmarks, 1 error');
    expect(watch.exchange.response?.events).toEqual({
      types: { ADDED: 2, BOOKMARK: 2, MODIFIED: 1, ERROR: 1 },
      initial: 2,
      resourceVersion: '12',
    });
    open(PODS, 9);
    expect(await written()).toContain('each event as it comes; again: #7 had expired (410)');
  });

  it.each([
    ['in JSON', { 'Content-Type': 'application/json;stream=watch' }, (text: string) => Buffer.from(text)],
    ['in gzip', { 'Content-Encoding': 'gzip' }, (text: string) => gzipSync(text)],
  ])('%s: 10,000 events are counted past the capture limit, in flat memory', async (_, headers, pack) => {
    const { open, written, text } = openTrace();
    const watch = open(PODS, 7, headers);
    const before = process.memoryUsage().rss;
    const all = Array.from({ length: 10_000 }, (__, version) =>
      event('MODIFIED', pod(version), { spec: { filler: 'x'.repeat(2000) } }),
    ).join('');
    const packed = pack(all);
    for (let at = 0; at < packed.length; at += 65_536) watch.send(packed.subarray(at, at + 65_536));
    watch.end();
    expect(watch.exchange.response?.events).toEqual({ types: { MODIFIED: 10_000 }, resourceVersion: '9999' });
    await written();
    // All at once is too much to be shown; what is not is said.
    const skipped = Number(/came too fast to be shown: (\d+)/.exec(text())?.[1] ?? 0);
    expect(text().match(/^\[7\] MODIFIED/gm)?.length ?? 0).toBe(10_000 - skipped);
    expect(skipped).toBeGreaterThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('in gzip is shown at each flush of the server', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7, { 'Content-Encoding': 'gzip' });
    const gzip = createGzip();
    gzip.on('data', (chunk: Buffer) => {
      for (const byte of chunk) watch.send(Buffer.of(byte));
    });
    for (const version of [1, 2, 3]) {
      gzip.write(event('ADDED', pod(version)));
      await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve()));
      expect(eventLines(await written())).toHaveLength(version);
    }
  });

  it('in gzip that is broken keeps what came before', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7, { 'Content-Encoding': 'gzip' });
    watch.send('this is no gzip');
    watch.end();
    expect(eventLines(await written())).toEqual([
      '[7] ended by the server, after 1234 milliseconds: 0 events, 0 B',
    ]);
  });

  it('in protobuf that cannot be decoded: types, and that it is so', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7, { 'Content-Type': PROTOBUF_STREAM });
    const frame = (type: string, size: number, words = '') => {
      const begin = [Buffer.of(0x0a, type.length), Buffer.from(type)];
      const body = Buffer.concat([...begin, Buffer.alloc(size, 0x12), Buffer.from(words)]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      return Buffer.concat([length, body]);
    };
    const bookmark = frame('BOOKMARK', 0, 'k8s.io/initial-events-end\x12\x04true');
    for (const byte of Buffer.concat([frame('ADDED', 100), bookmark])) watch.send(Buffer.of(byte));
    watch.send(Buffer.concat([frame('DELETED', 5 << 20), frame('nonsense', 3)]));
    watch.end();
    const withheld = '[binary (application/vnd.kubernetes.protobuf)]';
    expect(eventLines(await written()).slice(0, 3)).toEqual([
      `[7] ADDED     ${withheld}`,
      `[7] BOOKMARK  ${withheld}`,
      '[7] DELETED   [5242889 bytes of protobuf: too long to be shown as it comes]',
    ]);
    const types = { ADDED: 1, BOOKMARK: 1, DELETED: 1, other: 1 };
    expect(watch.exchange.response?.events).toEqual({ types, initial: 1 });
  });

  it.each([
    ['protobuf', PROTOBUF_STREAM],
    ['cbor', 'application/cbor-seq'],
  ] as const)('in %s as in JSON, however its bytes come', async (format, contentType) => {
    const recording = readRecording();
    const bytes = Buffer.from(recording[format], 'base64');
    for (const size of [1, 7, 500, bytes.length]) {
      const redact = createRedactor({ showSecrets: false, decoders: { binary: decodeBinary } });
      const { open, written } = openTrace({ verbosity: 10 }, { redact });
      const watch = open('/api/v1/namespaces/rec/secrets?watch=1', 7, { 'Content-Type': contentType });
      for (let at = 0; at < bytes.length; at += size) watch.send(bytes.subarray(at, at + size));
      watch.end();
      const shown = (await written()).split('\n').filter((line) => line.includes('"object"'));
      const events = recording.json.trimEnd().split('\n');
      expect(shown.map((line) => JSON.parse(line.slice(line.indexOf('{'))).object.metadata)).toEqual(
        events.map((line) => JSON.parse(line).object.metadata),
      );
      expect(shown.join()).not.toContain(JSON.parse(events[0] ?? '').object.data.text);
      expect(watch.exchange.response?.events?.types).toEqual({ ADDED: events.length });
    }
  });

  it('that waits for the terminal is counted, and shown when it has ended', async () => {
    const { open, written, trace } = openTrace({}, { isHeld: true });
    const watch = open(PODS, 7);
    watch.send(event('ADDED', pod(1234)));
    expect(await written()).toBe('');
    watch.end();
    trace.finish();
    expect(await written()).toContain('— watch: 1 event\n');
    expect(await written()).not.toContain('[7]');
  });

  it('that is filtered out when it begins is not shown, and is when it ends with an error', async () => {
    const { open, written } = openTrace({}, { isShown: ({ error }) => error !== undefined });
    const watch = open(PODS, 7);
    watch.send(event('ADDED', pod(1234)));
    expect(await written()).not.toContain('#7');
    watch.end({ error: 'the server reset the connection' });
    expect(await written()).toMatch(/#7 {2}GET (.*\n)*.*— watch: 1 event; the server reset the connection/);
  });

  it('that breaks off within an event says so', async () => {
    const { open, written } = openTrace();
    const watch = open(PODS, 7);
    watch.send(event('ADDED', pod(1234)).slice(0, -20));
    watch.end({ error: 'the server closed the connection in the midst of the response' });
    const lines = eventLines(await written());
    expect(lines[0]).toMatch(/^\[7\] \[an unfinished event, \d+ bytes\]$/);
    expect(lines[1]).toContain('the server closed the connection in the midst of the response, after');
  });
});

describe('what a watch shows of secrets', () => {
  const secret = { name: 's', namespace: 'default', resourceVersion: '5' };
  const planted = 'aHVudGVyMjpodW50ZXIy';
  it.each([undefined, 8, 9, 10] as const)('is masked at -v %s', async (verbosity) => {
    const { open, written } = openTrace({ verbosity });
    const watch = open('/api/v1/namespaces/default/secrets?watch=true', 7);
    watch.send(event('ADDED', secret, { kind: 'Secret', data: { password: planted } }));
    // A row of a Table has no kind: where it was asked for decides.
    watch.send(
      `${JSON.stringify({ type: 'ADDED', object: { kind: 'Table', columnDefinitions: [{ name: 'Name', priority: 0 }], rows: [{ cells: ['s'], object: { metadata: secret, data: { password: planted } } }] } })}\n`,
    );
    watch.end();
    const text = await written();
    expect(text).not.toContain(planted);
    expect(text).not.toContain(planted.slice(0, 8));
    expect(text.includes('<masked:1>')).toBe(verbosity === 9 || verbosity === 10);
  });

  it('has no control characters', async () => {
    for (const verbosity of [undefined, 8, 10] as const) {
      const { open, written } = openTrace({ verbosity });
      const watch = open(PODS, 7);
      watch.send(event('ADDED', pod(1, 'a\u001b[31m\u202e')));
      watch.send('{"type":"ADDED","object":\u001b]0;title\u0007\n\u001b[2J\n');
      watch.end();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(await written()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
  });
});

describe('the ladder', () => {
  it.each([
    [6, 1],
    [7, 1],
    [8, 2],
    [9, 2],
  ] as const)('at -v %i', async (verbosity, lines) => {
    const { open, written } = openTrace({ verbosity });
    const watch = open(PODS, 7);
    watch.send(event('ADDED', pod(1234)));
    watch.end();
    const shown = eventLines(await written());
    expect(shown).toHaveLength(lines);
    if (verbosity === 8) expect(shown[0]).toBe('[7] ADDED     Pod default/web-1  rv 1234');
    if (verbosity === 9) expect(shown[0]).toBe(`[7] ${event('ADDED', pod(1234)).trim()}`);
  });
});

describe('a log that is followed', () => {
  const LOG = '/api/v1/namespaces/default/pods/web/log?follow=true';
  it('is announced, its lines are counted, its text stands at the end', async () => {
    const { open, written } = openTrace();
    const log = open(LOG, 7, { 'Content-Type': 'text/plain' });
    expect(await written()).toContain('— a log: kubectl prints it, its lines are counted\n');
    log.send('one\ntwo\nthr');
    log.send('ee');
    expect(await written()).not.toContain('two');
    const { response } = log.exchange;
    if (response !== undefined) response.body = { size: 13, bytes: Buffer.from('one\ntwo\nthree') };
    log.end();
    expect(await written()).toMatch(
      /\[7\] ended by the server, after 1234 milliseconds: 3 lines, 13 B\nResponse Body:\n {4}one\n {4}two\n {4}three\n$/,
    );
    expect(response?.lines).toBe(3);
  });
});
