import { describe, expect, test } from 'vitest';
import { escapeControls, escapeLines } from '../../src/render/escape.ts';
import { displayWidth, shortenMiddle, splitAtWidth } from '../../src/render/width.ts';

test.each([
  ['', 0],
  ['deployments', 11],
  ['漢字', 4],
  ['한글', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['🤖', 2],
  ['👍🏽', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪🇫🇷', 4],
  ['❤️', 2],
  ['…·—', 3],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ['deployments', 7, 'dep…nts'],
  ['deployments', 11, 'deployments'],
  ['漢字漢字', 5, '漢…字'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('%s in %i columns is %s', (text, width, short) => {
  expect(shortenMiddle(text, width)).toBe(short);
});

test('splitting never loses and never stalls', () => {
  expect(splitAtWidth('漢字', 3)).toEqual(['漢', '字']);
  expect(splitAtWidth('漢字', 1)).toEqual(['漢', '字']);
});

describe('escapes', () => {
  test.each([
    ['\u001b[31m', '\\u001b[31m'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u007f\u009b', '\\u007f\\u009b'],
    ['\u202eabc\u2069', '\\u202eabc\\u2069'],
    ['\ud800x\udc00', '\\ud800x\\udc00'],
    ['😀 漢', '😀 漢'],
  ])('%j', (text, escaped) => {
    expect(escapeControls(text)).toBe(escaped);
  });

  test('lines keep their newlines and tabs', () => {
    expect(escapeLines('a\r\n\tb\rc')).toBe('a\n\tb\\rc');
  });
});
