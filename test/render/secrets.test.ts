import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/exchange/redact.ts';
import { FORMAT_NAMES, FORMATS } from '../../src/render/formats.ts';
import { flat, formsOf, plantAll } from '../exchange/plants.ts';
import { renderRun } from './factory.ts';

const planted = plantAll();

describe('secrets in every place that they can stand', () => {
  it.each(FORMAT_NAMES)('%s shows none', async (name) => {
    const create = await FORMATS[name].load();
    const redact = createRedactor({ showSecrets: false });
    const shown = planted.filter(({ secrets, exchange }) => {
      const text = flat(renderRun(create, [redact(exchange)], { discovery: 'show', width: Infinity }));
      return secrets.flatMap(formsOf).some((form) => text.includes(flat(form)));
    });
    expect(shown.map((one) => one.name)).toEqual([]);
  });
});
