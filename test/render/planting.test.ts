import { expect, test } from 'vitest';
import { createRedactor } from '../../src/exchange/redact.ts';
import { FORMAT_NAMES, FORMATS } from '../../src/render/formats.ts';
import type { RenderSettings } from '../../src/render/renderer.ts';
import { flat, formsOf, plantAll } from '../exchange/plants.ts';
import { renderRun } from './factory.ts';

const LADDER = [6, 7, 8, 9, 10] as const;
const VIEWS: [string, string, Partial<RenderSettings>][] = FORMAT_NAMES.flatMap((format) => [
  [format, 'as it is', { discovery: 'show', width: Number.POSITIVE_INFINITY }],
  ...LADDER.map((verbosity): [string, string, Partial<RenderSettings>] => [
    format,
    `-v ${verbosity}`,
    { verbosity, discovery: 'show', width: Number.POSITIVE_INFINITY },
  ]),
]);

const planted = plantAll();
const redact = createRedactor({ showSecrets: false });
const exchanges = planted.map(({ exchange }, index) => redact({ ...exchange, id: index + 1 }));
const secrets = planted.flatMap((place) => place.secrets);

test('there are many of them', () => expect(secrets.length).toBeGreaterThan(120));

test.each(VIEWS)('%s, %s: no form of any planted secret', async (format, _how, settings) => {
  const name = FORMAT_NAMES.find((it) => it === format) ?? 'text';
  const output = flat(renderRun(await FORMATS[name].load(), exchanges, settings));
  expect(output.length).toBeGreaterThan(1000);
  expect(secrets.filter((secret) => formsOf(secret).some((form) => output.includes(flat(form))))).toEqual([]);
});
