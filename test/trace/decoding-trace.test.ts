import { describe, expect, test, vi } from 'vitest';
import type { RecordedExchange } from '../../src/exchange/exchange.ts';
import type { Decoders } from '../../src/exchange/redact.ts';
import { createDecodingTrace } from '../../src/trace/decoding-trace.ts';
import { recorded } from '../exchange/factory.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** A trace that only notes what it is told. */
function openTrace() {
  const told: string[] = [];
  const decoders: Decoders = {};
  const note = (word: string) => (exchange: RecordedExchange) => {
    told.push(`${word} ${exchange.id}${decoders.binary === undefined ? '' : ' decoded'}`);
  };
  const trace = createDecodingTrace(
    {
      exchangeStarted: note('start'),
      streamStarted: note('stream'),
      streamChunk: note('chunk'),
      exchangeEnded: note('end'),
      problem: (message) => told.push(message),
      finish: () => [`finished after ${told.length}`],
    },
    decoders,
  );
  return { trace, told, decoders };
}

const json = (id: number) => recorded({ id, responseBody: {} });
const protobuf = (id: number) =>
  recorded({ id, responseHeaders: [['Content-Type', PROTOBUF]], responseBody: 'k8s\0' });

describe('a trace that may have to decode', () => {
  test('waits for nothing where there is nothing to decode', () => {
    const { trace, told, decoders } = openTrace();
    trace.exchangeStarted(json(1));
    trace.exchangeEnded(json(1));
    trace.exchangeEnded(recorded({ id: 2, responseHeaders: [['Content-Type', PROTOBUF]] }));
    expect(told).toEqual(['start 1', 'end 1', 'end 2']);
    expect(decoders).toEqual({});
  });

  test('lets what follows wait, in its order, until the decoder is there', async () => {
    const { trace, told } = openTrace();
    trace.exchangeEnded(json(1));
    trace.exchangeEnded(protobuf(2));
    trace.exchangeStarted(json(3));
    trace.streamStarted?.(json(4));
    trace.streamChunk?.(json(4), Buffer.from('x'));
    trace.exchangeEnded(json(3));
    expect(told).toEqual(['end 1']);
    const waited = ['end 2', 'start 3', 'stream 4', 'chunk 4', 'end 3'].map((word) => `${word} decoded`);
    await vi.waitFor(() => expect(told).toEqual(['end 1', ...waited]), { timeout: 15_000 });
    trace.exchangeEnded(protobuf(5));
    expect(told.at(-1)).toBe('end 5 decoded');
  });

  test('ends only when all that waited has been told', async () => {
    const { trace, told } = openTrace();
    trace.exchangeEnded(protobuf(1));
    expect(await trace.finish()).toEqual(['finished after 1']);
    expect(told).toEqual(['end 1 decoded']);
  });

  test('waits for YAML that is not JSON, too', async () => {
    const { trace, told, decoders } = openTrace();
    const yaml = (id: number, body: string) =>
      recorded({ id, method: 'PATCH', headers: [['content-type', 'application/apply-patch+yaml']], body });
    trace.exchangeEnded(yaml(1, '{"kind":"Secret"}'));
    expect(told).toEqual(['end 1']);
    trace.exchangeEnded(yaml(2, 'kind: Secret'));
    trace.exchangeEnded(protobuf(3));
    await trace.finish();
    expect(told).toEqual(['end 1', 'end 2 decoded', 'end 3 decoded']);
    expect(Object.keys(decoders).sort()).toEqual(['binary', 'yaml']);
  });

  test('looks at the request as well', async () => {
    const { trace, told } = openTrace();
    trace.exchangeEnded(
      recorded({ id: 1, method: 'POST', headers: [['content-type', 'application/cbor']], body: 'x' }),
    );
    await trace.finish();
    expect(told).toEqual(['end 1 decoded']);
  });
});
