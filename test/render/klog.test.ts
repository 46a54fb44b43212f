import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../src/render/klog.ts';
import { hexDump } from '../../src/render/klog-body.ts';
import { goQuote } from '../../src/render/klog-entry.ts';
import { exchange, RUN, renderRun } from './factory.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const klog = (sketch: Partial<Parameters<typeof exchange>[0]>, verbosity: 6 | 8 | 9 | 10 = 8) =>
  renderRun(createRenderer, [exchange({ id: 1, path: CONFIG_MAPS, ...sketch })], { verbosity });

// That it is what kubectl logs, test/e2e/formats/klog.test.ts shows on a real run.
describe('klog', () => {
  it.each([
    ['plain é 漢字', '"plain é 漢字"'],
    ['"\\\n\t\r\b\f\v\u0007', '"\\"\\\\\\n\\t\\r\\b\\f\\v\\a"'],
    ['\u0000\u001b\u007f', '"\\x00\\x1b\\x7f"'],
    ['\u0085\u202e\u00a0\ufeff\u{e0001}', '"\\u0085\\u202e\\u00a0\\ufeff\\U000e0001"'],
    ['\ud800', '"\\ufffd"'],
  ])('quotes as Go does: %j', (text, quoted) => expect(goQuote(text)).toBe(quoted));

  it("dumps bytes as Go's hex.Dump", () => {
    expect(hexDump(Buffer.from('k8s\0 and one more line'))).toBe(
      '00000000  6b 38 73 00 20 61 6e 64  20 6f 6e 65 20 6d 6f 72  |k8s. and one mor|\n' +
        '00000010  65 20 6c 69 6e 65                                 |e line|\n',
    );
  });

  it('dumps a text with a tab, as kubectl does', () => {
    expect(klog({ receive: 'a\tb' })).toContain('"Response Body" body=<\n\t00000000  61 09 62');
  });

  it('dumps what is binary and may be shown', () => {
    const body = { size: 3, withheld: 'binary (x)', bytes: Buffer.from('k8s') };
    expect(klog({ responseBody: body })).toMatch(
      /"Response Body" body=<\n\t00000000 {2}6b 38 73 .*\|k8s\|\n >\n$/,
    );
  });

  it('says what is not there in keys of its own', () => {
    expect(klog({ responseBody: { size: 9, withheld: 'binary (x)' } })).toContain(
      '"Response Body" body="" withheld="binary (x)" size=9\n',
    );
    expect(klog({ receive: 'abc', responseBody: { size: 9, recorded: 3 } })).toContain(
      '"Response Body" body="abc" recorded=3 size=9\n',
    );
  });

  it('cuts bodies by bytes', () => {
    expect(klog({ receive: 'é'.repeat(600) })).toContain(`body="${'é'.repeat(512)} [truncated 176 chars]"`);
    expect(klog({ receive: 'é'.repeat(600) }, 10)).not.toContain('truncated');
  });

  it('has no status where there was no answer', () => {
    expect(klog({ status: undefined, error: 'connection reset' }, 6)).toMatch(/ status="" milliseconds=2\n$/);
    expect(klog({ status: undefined })).toMatch(/"Response" status="" headers="" milliseconds=2\n$/);
  });

  it('tells of a watch once, when its head has come, without its events', () => {
    const renderer = createRenderer({ verbosity: 8, discovery: 'fold', color: false, width: 80 });
    const watch = exchange({ id: 1, path: `${CONFIG_MAPS}?watch=true`, receive: '{"type":"ADDED"}' });
    expect(renderer.head(RUN)).toBe('');
    expect(renderer.opened?.(watch)).toMatch(
      /"Request Body"[\s\S]*"Response" status="200 OK"[^"]*milliseconds=2\n$/,
    );
    expect(renderer.exchange(watch)).toBe('');
    expect(klog({ path: `${CONFIG_MAPS}?watch=true`, receive: '{}' })).not.toContain('"Response Body"');
    expect(klog({ path: `${CONFIG_MAPS}?watch=true`, receive: '{}', status: 410 })).toContain(
      '"Response Body"',
    );
  });

  it('shows where a name was looked up', () => {
    expect(klog({ path: 'https://kube.example:6443/x' }, 9)).toContain(
      '"HTTP Trace: DNS Lookup resolved" host="kube.example"',
    );
    expect(klog({}, 9)).not.toContain('DNS');
  });
});
