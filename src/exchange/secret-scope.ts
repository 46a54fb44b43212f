import type { RequestInfo } from './exchange.ts';
import { isSecretField } from './secret-names.ts';

/** What a value stands in, as far as it decides what must be masked there. */
export interface SecretScope {
  /** In a Secret: `data` and `stringData` are masked, at any depth. */
  secret: boolean;
  /**
   * In something that carries credentials (TokenRequest, TokenReview, a kubeconfig, the keys of an EncryptionConfiguration):
   * `token` and its kin are, whatever they hold, and `value`, which a plugin's environment has.
   */
  token: boolean;
  /** In a Status: its messages quote what was refused. */
  status: boolean;
}

/**
 * The scope of a request's bodies. Needed besides the kinds within: the items of a SecretList, the rows of a
 * Table and patches carry no kind.
 */
export function scopeOfRequest(info: RequestInfo): SecretScope {
  const isAsked = info.isResourceRequest && info.subresource !== 'proxy' && info.verb !== 'proxy';
  return {
    status: false,
    // A path that is no resource request of ours may be one behind a gateway's prefix, or behind a proxy.
    secret: isAsked ? info.resource === 'secrets' : /\/secrets(?:\/|$)/.test(info.path),
    token: isAsked
      ? info.resource === 'tokenreviews' ||
        (info.resource === 'serviceaccounts' && info.subresource === 'token')
      : /\/(?:tokenreviews|serviceaccounts\/[^/]+\/token)(?:\/|$)/.test(info.path),
  };
}

/** The scope within an object of this kind. Case does not matter: a server refuses `secret`, but it was sent. */
export function scopeOfKind(kind: string, outer: SecretScope): SecretScope {
  switch (kind.toLowerCase()) {
    case 'secret':
    case 'secretlist':
      return { ...outer, secret: true };
    case 'tokenrequest':
    case 'tokenreview':
    case 'execcredential':
    case 'config':
    case 'encryptionconfiguration':
      return { ...outer, token: true };
    case 'status':
      return { ...outer, status: true };
    default:
      return outer;
  }
}

/** Whether the value of this key is secret. Servers of old read keys without regard to case. */
export function isSecretKey(key: string, scope: SecretScope): boolean {
  const name = key.toLowerCase();
  if (scope.secret && (name === 'data' || name === 'stringdata')) return true;
  return scope.token && (name === 'value' || name === 'secret' || isSecretField(name));
}

/**
 * Annotations that hold a copy of the whole object: kubectl's as JSON, Rancher's packed.
 * Source: kubernetes/api core/v1/annotation_key_constants.go, rancher/wrangler pkg/apply.
 */
export function isCopyAnnotation(key: string): boolean {
  return (
    key === 'kubectl.kubernetes.io/last-applied-configuration' || key === 'objectset.rio.cattle.io/applied'
  );
}
