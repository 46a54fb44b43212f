import type { DurationLimit, FilterTest, ResourcePattern, TextKey } from '../args/filter.ts';
import { formsOf } from '../args/resource-names.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { exactDuration } from '../render/amounts.ts';
import { nameOf } from '../render/resource-name.ts';
import { kindsOf } from './filter-kinds.ts';
import { compileGlob, type GlobRules } from './glob.ts';

/** Compiles what one term of a filter asks of an exchange. */
export function compileTest(test: FilterTest): (exchange: Exchange) => boolean {
  switch (test.key) {
    case 'kind':
      return (exchange) => kindsOf(exchange).has(test.kind);
    case 'resource':
      return anyOf(test.resources.map(compileResource));
    case 'status':
      return ({ response }) => test.ranges.some(({ from, to }) => isWithin(response?.status ?? 0, from, to));
    case 'duration':
      return ({ timing }) => test.limits.some((limit) => isBeyond(exactDuration(timing), limit));
    default: {
      const { read, ...rules } = TEXTS[test.key];
      const globs = test.globs.map((glob) => compileGlob(glob, rules));
      return (exchange) => read(exchange).some((text) => globs.some((matches) => matches(text)));
    }
  }
}

/** Where each key finds its text: in one of these. */
const TEXTS: Readonly<Record<TextKey, GlobRules & { read(exchange: Exchange): readonly string[] }>> = {
  verb: { ignoreCase: true, read: ({ request }) => [request.info.verb] },
  method: { ignoreCase: true, read: ({ request }) => [request.method] },
  group: {
    ignoreCase: true,
    read: ({ request: { info } }) => (info.isResourceRequest ? [info.apiGroup || 'core'] : []),
  },
  namespace: { read: ({ request }) => [request.info.namespace] },
  name: { read: (exchange) => [nameOf(exchange)] },
  path: { segments: true, read: ({ request }) => [request.info.path] },
  host: { ignoreCase: true, read: ({ request }) => hostsOf(request.url) },
};

/** With the port and without. */
function hostsOf(url: string): string[] {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1] ?? '';
  return [host, host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')];
}

function compileResource({
  names,
  version,
  group,
  subresource,
}: ResourcePattern): (exchange: Exchange) => boolean {
  const compile = (glob: string) => compileGlob(glob, { ignoreCase: true });
  const isNamed = names.map(compile);
  const isOfGroup = group === undefined ? () => true : group === '' ? isEmpty : compile(group);
  const isSubresource = subresource === undefined ? () => true : compile(subresource);
  return ({ request: { info } }) =>
    info.isResourceRequest &&
    formsOf(info.resource.toLowerCase()).some((form) => isNamed.some((matches) => matches(form))) &&
    (version === undefined || version === info.apiVersion) &&
    isOfGroup(info.apiGroup) &&
    isSubresource(info.subresource);
}

function isEmpty(text: string): boolean {
  return text === '';
}

function anyOf(tests: readonly ((exchange: Exchange) => boolean)[]): (exchange: Exchange) => boolean {
  return (exchange) => tests.some((test) => test(exchange));
}

function isWithin(number: number, from: number, to: number): boolean {
  return number >= from && number <= to;
}

function isBeyond(milliseconds: number, { comparison, milliseconds: limit }: DurationLimit): boolean {
  switch (comparison) {
    case '>':
      return milliseconds > limit;
    case '>=':
      return milliseconds >= limit;
    case '<':
      return milliseconds < limit;
    case '<=':
      return milliseconds <= limit;
  }
}
