import { failure, type StatusError } from '../model/status.ts';

export const JSON_TYPE = 'application/json';
export const YAML_TYPE = 'application/yaml';
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** What built-in resources are served in; custom ones have no protobuf. */
export const ALL_TYPES: readonly string[] = [JSON_TYPE, YAML_TYPE, PROTOBUF_TYPE];
export const CUSTOM_RESOURCE_TYPES: readonly string[] = [JSON_TYPE, YAML_TYPE];
export const STREAM_TYPES: readonly string[] = [`${JSON_TYPE};stream=watch`, `${PROTOBUF_TYPE};stream=watch`];

/** The form in which a client wants the answer. */
export interface MediaType {
  type: string;
  /** A Table or a PartialObjectMetadata(List) instead of the object. */
  as: { kind: string; version: 'v1' | 'v1beta1' } | undefined;
  pretty: boolean;
}

export interface Clause {
  type: string;
  subtype: string;
  quality: number;
  parameters: Map<string, string>;
}

/**
 * The first accepted form of those that a client names (apiserver pkg/endpoints/handlers/negotiation); undefined where
 * there is none.
 */
export function negotiate(
  accept: string,
  accepted: readonly string[],
  { transforms = true, standard = accepted }: { transforms?: boolean; standard?: readonly string[] } = {},
): MediaType | undefined {
  if (accept === '') return { type: accepted[0] ?? JSON_TYPE, as: undefined, pretty: false };
  for (const clause of parseAccept(accept)) {
    for (const type of accepted) {
      if (!covers(clause, type)) continue;
      const found = withParameters(clause, type, transforms, standard);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return withoutDetails(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return withoutDetails(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** Whether go-restful lets a request pass to the handler: it looks at the types without their parameters. */
export function acceptsAny(accept: string, produced: readonly string[]): boolean {
  const mimes = (accept === '' ? '*/*' : accept).split(',').map((part) => (part.split(';')[0] ?? '').trim());
  return mimes.some((mime) => mime === '*/*' || produced.some((type) => type === mime));
}

function withoutDetails(code: number, reason: string, message: string): StatusError {
  return failure(code, reason, message);
}

export function parseAccept(header: string): Clause[] {
  const clauses = header.split(',').flatMap((part): Clause[] => {
    const [range = '', ...rest] = trimSpaces(part).split(';');
    const [type = '', subtype, ...more] = range.split('/').map(trimSpaces);
    if (more.length > 0 || (subtype ?? '') === '') {
      if (type !== '*' || more.length > 0) return [];
    }
    const parameters = new Map<string, string>();
    let quality = 1;
    for (const parameter of rest) {
      const [name = '', value = '', ...others] = parameter.split('=');
      if (value === '' || others.length > 0) continue;
      if (trimSpaces(name) === 'q') quality = Number.parseFloat(value) || 0;
      else parameters.set(trimSpaces(name), trimSpaces(value));
    }
    return [{ type, subtype: subtype || '*', quality, parameters }];
  });
  return clauses.sort((a, b) => rank(a, b) - rank(b, a));
}

/** -1 where `a` is to stand before `b`, as goautoneg's Less has it. */
function rank(a: Clause, b: Clause): number {
  const isLess =
    a.quality > b.quality ||
    (a.quality === b.quality && a.type !== '*' && b.type === '*') ||
    (a.quality === b.quality && a.subtype !== '*' && b.subtype === '*');
  return isLess ? -1 : 0;
}

function covers({ type, subtype }: Clause, mediaType: string): boolean {
  const [wantedType, wantedSubtype] = mediaType.split('/');
  if (type === '*' && subtype === '*') return true;
  return type === wantedType && (subtype === '*' || subtype === wantedSubtype);
}

function withParameters(
  { parameters }: Clause,
  type: string,
  transforms: boolean,
  standard: readonly string[],
): MediaType | undefined {
  const kind = parameters.get('as');
  const group = parameters.get('g');
  const version = parameters.get('v');
  const stream = parameters.get('stream');
  if (stream !== undefined && (stream !== 'watch' || type === YAML_TYPE)) return undefined;
  if ((parameters.get('sv') ?? 'v1') !== 'v1') return undefined;
  const pretty = parameters.get('pretty') === '1';
  if (kind === undefined && group === undefined && version === undefined) {
    return standard.includes(type) ? { type, as: undefined, pretty } : undefined;
  }
  if (!transforms || group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  if (kind === 'Table') {
    return type === PROTOBUF_TYPE ? undefined : { type, as: { kind, version }, pretty };
  }
  if (kind === 'PartialObjectMetadata' || kind === 'PartialObjectMetadataList') {
    return { type, as: { kind, version }, pretty };
  }
  return undefined;
}

function trimSpaces(text: string): string {
  return text.replaceAll(/^ +| +$/g, '');
}
