import { randomUUID } from 'node:crypto';
import { invalid } from '../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import { type ApiObject, parseApiVersion } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { badRequest, conflict, invalidError, notFoundError } from '../../model/status.ts';
import { API_AUDIENCE } from '../authenticate.ts';
import { serviceAccountUserName } from '../service-account.ts';
import { ISSUER, signJwt } from './jwt.ts';
import type { SigningKey } from './signing-key.ts';

export interface TokenContext {
  view: View;
  /** The service account's, from the path. */
  namespace: string;
  name: string;
  key: SigningKey;
  now: Date;
}

/** authentication/v1 defaults.go. Comes before managed fields are made of the request. */
export function setTokenRequestDefaults(request: ApiObject): void {
  const spec = objectAt(request, 'spec');
  if ((own(spec, 'expirationSeconds') ?? null) === null)
    request.spec = inOrder({ ...spec, expirationSeconds: 3600 }, SPEC_ORDER);
}

/**
 * Answers a TokenRequest: the request with a token in its status (kubernetes
 * pkg/registry/core/serviceaccount/storage/token.go).
 *
 * @throws StatusError 400, 404, 409 or 422.
 */
export function createToken(
  request: ApiObject,
  { view, namespace, name, key, now }: TokenContext,
): ApiObject {
  const { metadata } = request;
  if (metadata.name && metadata.name !== name) {
    const words = 'must match the service account name if specified';
    throw invalidError(KIND, name, [invalid('metadata.name', metadata.name, words)]);
  }
  const account = view.get('serviceaccounts', namespace, name);
  if (account === undefined) throw notFoundError({ group: '', resource: 'serviceaccounts' }, name);
  const { uid = '' } = account.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    const words = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw conflict(RESOURCE, name, words);
  }
  const spec = objectAt(request, 'spec');
  const audiences = listAt(spec, 'audiences').length === 0 ? [API_AUDIENCE] : listAt(spec, 'audiences');
  const seconds = Number(own(spec, 'expirationSeconds') ?? 3600);
  validate(spec, seconds);
  const bound = resolveBound(objectAt(spec, 'boundObjectRef'), view, namespace, name);

  const issued = Math.floor(now.getTime() / 1000);
  // Pods get such tokens of an hour; those of old clients, which read them only once, have to last.
  const isExtended =
    bound.pod !== undefined && seconds === 3607 && audiences.every((a) => a === API_AUDIENCE);
  const { node, pod, secret } = bound;
  const claims = {
    aud: audiences,
    exp: issued + (isExtended ? YEAR_SECONDS : seconds),
    iat: issued,
    iss: ISSUER,
    jti: randomUUID(),
    'kubernetes.io': withoutUndefined({
      namespace,
      node,
      pod,
      secret,
      serviceaccount: { name, uid },
      warnafter: isExtended ? issued + seconds : undefined,
    }),
    nbf: issued,
    sub: serviceAccountUserName(namespace, name),
  };
  const created = toText(issued);
  return {
    ...request,
    metadata: inOrder({ ...metadata, name, namespace, uid, creationTimestamp: created }, METADATA_ORDER),
    spec: inOrder({ ...spec, audiences, expirationSeconds: seconds }, SPEC_ORDER),
    status: { token: signJwt(claims, key), expirationTimestamp: toText(issued + seconds) },
  };
}

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const RESOURCE = { group: KIND.group, resource: KIND.kind };
const SPEC_ORDER = ['audiences', 'expirationSeconds', 'boundObjectRef', 'attestations'];
const METADATA_ORDER = ['name', 'namespace', 'uid', 'creationTimestamp'];
const YEAR_SECONDS = 365 * 24 * 3600;

/** kubernetes pkg/apis/authentication/validation. */
function validate(spec: JsonObject, seconds: number): void {
  const field = 'spec.expirationSeconds';
  const errors = [];
  if (seconds < 600) errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32)
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  const attestations = objectAt(spec, 'attestations');
  if (Object.keys(attestations).length > 0) {
    const words = 'attestations may only be specified with a webhook bound object reference';
    throw invalidError(KIND, '', [invalid('spec.attestations', attestations, words)]);
  }
  if (errors.length > 0) throw invalidError(KIND, '', errors);
}

interface Bound {
  pod?: Reference;
  node?: Reference;
  secret?: Reference;
}

type Reference = { name: string; uid: string };

function resolveBound(reference: JsonObject, view: View, namespace: string, account: string): Bound {
  if (Object.keys(reference).length === 0) return {};
  const { group, version } = parseApiVersion(stringAt(reference, 'apiVersion'));
  const kind = stringAt(reference, 'kind');
  const name = stringAt(reference, 'name');
  if (group !== '' || !BINDABLE.has(kind))
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const resource = `${kind.toLowerCase()}s`;
  const found = view.get(resource, kind === 'Node' ? '' : namespace, name);
  if (found === undefined) throw notFoundError({ group: '', resource }, name);
  const bound: Bound = {};
  const own = { name, uid: found.metadata.uid ?? '' };
  if (kind === 'Secret') bound.secret = own;
  else if (kind === 'Node') bound.node = own;
  else {
    if (stringAt(objectAt(found, 'spec'), 'serviceAccountName') !== account) {
      throw badRequest(
        `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
      );
    }
    bound.pod = own;
    const nodeName = stringAt(objectAt(found, 'spec'), 'nodeName');
    const node = view.get('nodes', '', nodeName);
    if (nodeName !== '')
      bound.node = withoutUndefined({ name: nodeName, uid: node?.metadata.uid }) as Reference;
  }
  const uid = stringAt(reference, 'uid');
  if (uid !== '' && uid !== own.uid) {
    const words = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: '', resource: kind }, name, words);
  }
  return bound;
}

const BINDABLE: ReadonlySet<string> = new Set(['Pod', 'Node', 'Secret']);

function toText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The same with these keys first, in their order. */
function inOrder<T extends JsonObject>(object: T, order: readonly string[]): T {
  const first = order.filter((key) => Object.hasOwn(object, key));
  const rest = Object.keys(object).filter((key) => !order.includes(key));
  return Object.fromEntries([...first, ...rest].map((key) => [key, object[key]])) as T;
}

function withoutUndefined(object: Record<string, JsonObject[string] | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined),
  );
}
