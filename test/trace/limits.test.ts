import { expect, it } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createRedactor } from '../../src/exchange/redact.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { createTrace, type TraceParts } from '../../src/trace/trace.ts';
import { createView } from '../../src/trace/view.ts';
import { recorded } from '../exchange/factory.ts';
import { RUN } from '../render/factory.ts';

function openTrace(block: string, parts: Partial<TraceParts> = {}) {
  const written: string[] = [];
  let summed: readonly Exchange[] = [];
  const trace = createTrace({
    run: RUN,
    redact: createRedactor({ showSecrets: false }),
    isShown: () => true,
    renderer: {
      head: () => 'head\n',
      exchange: () => block,
      summary(exchanges) {
        summed = exchanges;
        return 'summary\n';
      },
    },
    writer: { write: (text) => written.push(text) },
    ...parts,
  });
  const pass = (id: number) => {
    const exchange = recorded({ id });
    trace.exchangeStarted(exchange);
    trace.exchangeEnded(exchange);
  };
  return { trace, pass, written, summed: () => summed };
}

it('what is held while a command has the terminal does not fill the memory', () => {
  const block = 'x'.repeat(1024 * 1024);
  const { trace, pass, written } = openTrace(block, { isHeld: true });
  for (let id = 1; id <= 20; id += 1) pass(id);
  expect(written).toEqual([]);
  expect(trace.finish()).toEqual([
    'too much to hold while the command had the terminal: 5 parts of the trace are lost',
  ]);
  const text = written.join('');
  expect(text.length).toBeLessThan(16 * 1024 * 1024);
  // A comparison of the whole would be printed whole.
  expect([text.startsWith('head\nx'), text.endsWith('xsummary\n')]).toEqual([true, true]);
});

it('of a run without an end the first hundred thousand requests are summed up', { timeout: 60_000 }, () => {
  const { trace, pass, summed } = openTrace('', { redact: (exchange) => SHOWN(exchange.id) });
  for (let id = 1; id <= 100_003; id += 1) pass(id);
  expect(trace.finish()).toEqual(['the closing lines tell of the first 100000 requests, and not of 3 more']);
  expect(summed()).toHaveLength(100_000);
});

const redacted = createRedactor({ showSecrets: false })(recorded({ id: 1 }));
const SHOWN = (id: number): Exchange => ({ ...redacted, id });

it('of a saved run likewise', { timeout: 60_000 }, () => {
  let summed = 0;
  const renderer: Renderer = {
    head: () => '',
    exchange: () => '',
    summary(shown) {
      summed = shown.length;
      return '';
    },
  };
  const view = createView(renderer, () => undefined);
  for (let id = 1; id <= 100_003; id += 1) view.exchange(SHOWN(id));
  expect(view.summary()).toBe('the closing lines tell of the first 100000 requests, and not of 3 more');
  expect(summed).toBe(100_000);
});
