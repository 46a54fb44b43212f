import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/args/options.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';
import { createFilter } from '../../src/trace/filter.ts';

const exchange = (method: string, path: string, status: number | undefined = 200, error?: string): Exchange =>
  ({
    id: 1,
    request: { method, url: `https://x${path}`, info: parseRequestInfo(method, `https://x${path}`, '/') },
    ...(status === undefined ? {} : { response: { status } }),
    ...(error === undefined ? {} : { error }),
  }) as unknown as Exchange;

const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const PODS = '/api/v1/namespaces/x/pods';

const CASES: readonly (readonly [string, Exchange, readonly Kind[]])[] = [
  ['a list', exchange('GET', PODS), ['reads']],
  ['a watch', exchange('GET', `${PODS}?watch=1`), ['reads']],
  ['a create', exchange('POST', PODS, 201), ['writes']],
  ['a dry run', exchange('POST', `${PODS}?dryRun=All`, 201), ['writes']],
  ['a patch', exchange('PATCH', `${PODS}/a`), ['writes']],
  ['a delete that fails', exchange('DELETE', `${PODS}/a`, 404), ['writes', 'errors']],
  ['auth can-i', exchange('POST', REVIEW, 201), ['reads']],
  ['discovery', exchange('GET', '/apis'), ['discovery']],
  ['OpenAPI', exchange('GET', '/openapi/v3'), ['discovery']],
  ['discovery that is refused', exchange('GET', '/apis', 403), ['discovery', 'errors']],
  ['a read that broke off', exchange('GET', PODS, 200, 'aborted'), ['reads', 'errors']],
  ['a read without an answer', exchange('GET', PODS, undefined, 'refused'), ['reads', 'errors']],
  ['a redirect', exchange('GET', PODS, 302), ['reads']],
];

const KINDS: readonly Kind[] = ['reads', 'writes', 'discovery', 'errors'];

describe.each(CASES)('%s', (_name, one, kinds) => {
  it(`is ${kinds.join(' and ')}`, () => {
    expect(KINDS.filter((kind) => createFilter([kind], [])(one))).toEqual(kinds);
    expect(KINDS.filter((kind) => !createFilter([], [kind])(one))).toEqual(kinds);
  });

  it('is shown without filters; hiding wins over showing', () => {
    expect(createFilter([], [])(one)).toBe(true);
    expect(createFilter(KINDS, [])(one)).toBe(true);
    expect(createFilter(kinds, kinds)(one)).toBe(false);
  });
});
