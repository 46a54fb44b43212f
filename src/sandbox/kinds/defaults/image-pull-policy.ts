import type { Json } from '../../model/json.ts';

/** Images that may change are pulled each time. */
export function imagePullPolicy(image: Json | undefined): string {
  return imageTag(typeof image === 'string' ? image : '') === 'latest' ? 'Always' : 'IfNotPresent';
}

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`,
);
const MAX_NAME = 255;

/** The hex digits of the digests that have a fixed length (opencontainers/go-digest). */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * The tag of an image: `latest` where it names none, '' where a digest stands for it or the name is no reference
 * (pkg/util/parsers, distribution/reference ParseNormalizedNamed).
 */
function imageTag(image: string): string {
  if (image.length > 4096 || /^[a-f0-9]{64}$/.test(image)) return '';
  const slash = image.indexOf('/');
  const domain = slash < 0 ? '' : image.slice(0, slash);
  const isDomain = /[.:]/.test(domain) || domain === 'localhost' || domain.toLowerCase() !== domain;
  const rest = isDomain ? image.slice(slash + 1) : image;
  const repository = rest.includes('/') || isDomain ? rest : `library/${rest}`;
  const match = REFERENCE.exec(`${isDomain ? domain : 'docker.io'}/${repository}`);
  const [, name = '', tag = '', digest = ''] = match ?? [];
  if (match === null || name.length > MAX_NAME || !isDigest(digest)) return '';
  return tag === '' && digest === '' ? 'latest' : tag;
}

function isDigest(digest: string): boolean {
  if (digest === '') return true;
  const [algorithm = '', hex = ''] = digest.split(':');
  return DIGEST_LENGTHS[algorithm] === hex.length && /^[a-f0-9]+$/.test(hex);
}
