import { describe, expect, it } from 'vitest';
import { KINDS, type Kind } from '../../src/args/filter.ts';
import { parseFilter } from '../../src/args/filter-parse.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { parseRequestInfo } from '../../src/exchange/request-info.ts';
import { createFilter } from '../../src/trace/filter.ts';

const exchange = (method: string, path: string, status: number | undefined = 200, error?: string): Exchange =>
  ({
    id: 1,
    request: {
      method,
      url: `https://x${path}`,
      body: {},
      info: parseRequestInfo(method, `https://x${path}`, '/'),
    },
    ...(status === undefined ? {} : { response: { status } }),
    ...(error === undefined ? {} : { error }),
  }) as unknown as Exchange;

const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const PODS = '/api/v1/namespaces/x/pods';

const CASES: readonly (readonly [string, Exchange, readonly Kind[]])[] = [
  ['a list', exchange('GET', PODS), ['reads']],
  ['a watch', exchange('GET', `${PODS}?watch=1`), ['reads']],
  ['a create', exchange('POST', PODS, 201), ['writes', 'mutating']],
  ['a dry run', exchange('POST', `${PODS}?dryRun=All`, 201), ['writes']],
  ['a patch', exchange('PATCH', `${PODS}/a`), ['writes', 'mutating']],
  ['a delete that fails', exchange('DELETE', `${PODS}/a`, 404), ['writes', 'mutating', 'errors']],
  ['auth can-i', exchange('POST', REVIEW, 201), ['reads']],
  ['discovery', exchange('GET', '/apis'), ['discovery']],
  ['OpenAPI', exchange('GET', '/openapi/v3'), ['discovery']],
  ['discovery that is refused', exchange('GET', '/apis', 403), ['discovery', 'errors']],
  ['a read that broke off', exchange('GET', PODS, 200, 'aborted'), ['reads', 'errors']],
  ['a read without an answer', exchange('GET', PODS, undefined, 'refused'), ['reads', 'errors']],
  ['a redirect', exchange('GET', PODS, 302), ['reads']],
];

const filter = (only: readonly string[], hide: readonly string[]) =>
  createFilter(
    only.map((one) => parseFilter('--only', one)),
    hide.map((one) => parseFilter('--hide', one)),
  );

describe.each(CASES)('%s', (_name, one, kinds) => {
  it(`is ${kinds.join(' and ')}`, () => {
    expect(KINDS.filter((kind) => filter([kind], [])(one))).toEqual(kinds);
    expect(KINDS.filter((kind) => !filter([], [kind])(one))).toEqual(kinds);
    expect(KINDS.filter((kind) => !filter([`!${kind}`], [])(one))).toEqual(kinds);
  });

  it('is shown without filters; hiding wins over showing', () => {
    expect(filter([], [])(one)).toBe(true);
    expect(filter([KINDS.join()], [])(one)).toBe(true);
    expect(filter([kinds.join()], [kinds.join()])(one)).toBe(false);
  });
});

it('every further option narrows what is shown', () => {
  const get = exchange('GET', `${PODS}/a`);
  const create = exchange('POST', PODS, 201);
  const shownOf = (only: readonly string[], hide: readonly string[] = []) =>
    [get, create].map((one) => filter(only, hide)(one));
  expect(shownOf(['resource=pods'])).toEqual([true, true]);
  expect(shownOf(['resource=pods', 'verb=get'])).toEqual([true, false]);
  expect(shownOf(['resource=pods,verb=get'])).toEqual([true, true]);
  expect(shownOf(['verb=get', 'verb=create'])).toEqual([false, false]);
  expect(shownOf([], ['verb=get', 'verb=create'])).toEqual([false, false]);
});

const NAMED = '/apis/apps/v1/namespaces/prod/deployments/web-1';
const LOG = `${PODS}/web-1/log?follow=true`;
const CORE = exchange('GET', `${PODS}/web-1`);
const APPS = exchange('PATCH', NAMED, 409);
const CREATE = {
  ...exchange('POST', PODS, 201),
  request: { ...exchange('POST', PODS, 201).request, body: { text: '{"metadata":{"name":"web-1"}}' } },
} as Exchange;
const took = (milliseconds: number) => ({ ...CORE, timing: { startedAt: 0, end: milliseconds } });

const EXPRESSIONS: readonly (readonly [string, Exchange, boolean])[] = [
  ['verb=patch', APPS, true],
  ['verb=PATCH', APPS, true],
  ['Verb=patch|get', APPS, true],
  ['verb!=patch', APPS, false],
  ['!verb=patch', APPS, false],
  ['!verb!=patch', APPS, true],
  ['verb=delete*', exchange('DELETE', PODS), true],
  ['verb=delete', exchange('DELETE', PODS), false],
  ['method=patch', APPS, true],
  ['method=P*', CREATE, true],
  ['resource=deployments', APPS, true],
  ['resource=Deployment', APPS, true],
  ['resource=deploy', APPS, true],
  ['resource=deployments.apps', APPS, true],
  ['resource=deployments.v1.apps', APPS, true],
  ['resource=deployments.v2.apps', APPS, false],
  ['resource=deployments.extensions', APPS, false],
  ['resource=*.apps', APPS, true],
  ['resource=*.core', APPS, false],
  ['resource=*.core', CORE, true],
  ['resource=pods.v1', CORE, true],
  ['resource=pods', exchange('GET', LOG), true],
  ['resource=pods/log', exchange('GET', LOG), true],
  ['resource=pods/*', exchange('GET', LOG), true],
  ['resource=pods/log', CORE, false],
  ['resource=pods/*', CORE, false],
  ['resource=*/log', exchange('GET', LOG), true],
  ['resource=ingress', exchange('GET', '/apis/networking.k8s.io/v1/ingresses'), true],
  ['resource=netpol', exchange('GET', '/apis/networking.k8s.io/v1/networkpolicies'), true],
  ['resource=lease', exchange('GET', '/apis/coordination.k8s.io/v1/leases'), true],
  ['resource=*', exchange('GET', '/healthz'), false],
  ['resource=pods|services', CORE, true],
  ['namespace=prod', APPS, true],
  ['namespace=pro', APPS, false],
  ['namespace=PROD', APPS, false],
  ['namespace=*', exchange('GET', '/api/v1/nodes'), false],
  ['namespace!=*', exchange('GET', '/api/v1/nodes'), true],
  ['name=web-*', APPS, true],
  ['name=web-?', CORE, true],
  ['name=web-1', CREATE, true],
  ['name=*', exchange('GET', PODS), false],
  ['name=we\\b-1', CORE, true],
  ['name=web-\\1', CORE, true],
  ['name=web-\\*', CORE, false],
  ['group=apps', APPS, true],
  ['group=core', CORE, true],
  ['group=core', exchange('GET', '/healthz'), false],
  ['group=*', CORE, true],
  ['group=*.k8s.io', exchange('GET', '/apis/networking.k8s.io/v1/ingresses'), true],
  ['status=409', APPS, true],
  ['status=4xx', APPS, true],
  ['status=40X', APPS, true],
  ['status=41x', APPS, false],
  ['status>=400', APPS, true],
  ['status=>=400', APPS, true],
  ['status>409', APPS, false],
  ['status<=409', APPS, true],
  ['status<409', APPS, false],
  ['status=2xx|409', APPS, true],
  ['status<300|>=409', APPS, true],
  ['status!=2xx', APPS, true],
  ['status<600', exchange('GET', PODS, undefined, 'refused'), true],
  ['status=none', CORE, false],
  ['path=/apis/**', APPS, true],
  ['path=/apis/*', APPS, false],
  ['path=/api/**', APPS, false],
  ['path=/apis/*/v1/**', APPS, true],
  ['path=/apis/**/web-1', APPS, true],
  ['path=/api/v1/namespaces/x/pods/web-1/log', exchange('GET', LOG), true],
  ['path=**/log', exchange('GET', LOG), true],
  ['path=/healthz/**', exchange('GET', '/healthz'), true],
  ['host=x', CORE, true],
  ['host=y', CORE, false],
  ['duration>1s', took(1000.5), true],
  ['duration>1s', took(1000), false],
  ['duration>=1s', took(1000), true],
  ['duration<1m30s', took(89_999), true],
  ['duration<=0.5ms|>2h', took(0.5), true],
  ['discovery, verb = patch', APPS, true],
  ['!mutating', CORE, true],
];

describe('an expression', () => {
  it.each(EXPRESSIONS)('%s', (expression, one, isShown) => {
    expect(filter([expression], [])(one)).toBe(isShown);
    expect(filter([], [expression])(one)).toBe(!isShown);
  });
});
