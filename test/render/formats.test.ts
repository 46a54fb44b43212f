import { describe, expect, test } from 'vitest';
import { failsafe } from '../../src/render/failsafe.ts';
import { FORMAT_NAMES, FORMATS, formatOfFile } from '../../src/render/formats.ts';
import { exchange, RUN } from './factory.ts';

describe('the formats', () => {
  test.each(FORMAT_NAMES)('%s loads and renders', async (name) => {
    const create = await FORMATS[name].load();
    const renderer = create({ verbosity: undefined, discovery: 'fold', color: false, width: 80 });
    const it = exchange({ id: 1, path: '/api/v1/pods' });
    const whole = renderer.head(RUN) + renderer.exchange(it) + renderer.summary([it]);
    expect(whole).toMatch(/\n$/);
    expect(FORMATS[name].description.length).toBeLessThan(90);
    if (FORMATS[name].isMachine) expect(renderer.head(RUN)).not.toMatch(/context kind-dev/);
  });

  test.each([
    ['run.jsonl', 'jsonl'],
    ['/tmp/RUN.JSONL', 'jsonl'],
    ['role.yaml', 'rbac'],
    ['run.har', 'har'],
    ['run.sh', 'curl'],
    ['run.http', 'http'],
    // The default anyway, unless another format is asked for.
    ['run.txt', undefined],
    ['/dev/fd/3', undefined],
    ['jsonl', undefined],
  ])('%s is %s', (path, format) => {
    expect(formatOfFile(path)).toBe(format);
  });
});

describe('failsafe', () => {
  const broken = failsafe({
    head: () => {
      throw new Error('no \u001b[31mhead');
    },
    exchange: ({ id }) => {
      if (id === 1) throw new Error('no \u0007view');
      return 'fine\n';
    },
    summary: () => {
      throw new Error('no end');
    },
  });

  test('falls back to a raw line and goes on', () => {
    expect(broken.exchange(exchange({ id: 1, path: '/x' }))).toBe(
      '#1  GET https://10.0.0.5:6443/x 200 (this view failed: no \\u0007view)\n',
    );
    expect(broken.exchange(exchange({ id: 2, path: '/x' }))).toBe('fine\n');
    expect(broken.head(RUN)).toBe('kubectl trace: the first line could not be shown: no \\u001b[31mhead\n');
    expect(broken.summary([])).toBe('kubectl trace: the summary could not be shown: no end\n');
  });
});
