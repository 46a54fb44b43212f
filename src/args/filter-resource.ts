import type { ResourcePattern } from './filter.ts';
import type { Reject } from './filter-parse.ts';
import type { Piece } from './filter-scan.ts';
import { expandResourceName } from './resource-names.ts';

/**
 * `pods`, `po`, `pod`, `pods/log`, `deployments.apps`, `deployments.v1.apps`, `*.apps`, `pods.core`: as kubectl takes
 * resources, with globs. Without a group any group's, without a subresource the object's own requests and all of its
 * subresources'.
 */
export function parseResource(value: Piece, reject: Reject): ResourcePattern {
  const { text, start } = value;
  const odd = /[^a-z0-9.*?/-]/i.exec(text);
  if (odd !== null)
    reject(
      { text: odd[0], start: start + odd.index },
      `has '${odd[0]}' in a resource`,
      'pods, deployments.apps or pods/log',
    );
  const [resource = '', subresource, extra] = text.toLowerCase().split('/');
  if (extra !== undefined) {
    const second = text.indexOf('/', text.indexOf('/') + 1);
    reject(
      { text: text.slice(second), start: start + second },
      'has a second slash in a resource',
      `resource=${text.slice(0, second)}; an object's name is name=…`,
    );
  }
  const [name = '', ...rest] = resource.split('.');
  if (name === '' || subresource === '') {
    const at = name === '' ? value : { text: '/', start: start + text.length - 1 };
    reject(
      at,
      `needs a name ${name === '' ? 'of the resource' : 'behind the slash'}`,
      'pods, deployments.apps or pods/log; a * is any',
    );
  }
  const pattern: ResourcePattern = { names: expandResourceName(name) };
  if (subresource !== undefined) pattern.subresource = subresource;
  const [first = ''] = rest;
  const hasVersion = /^v\d+(?:(?:alpha|beta)\d+)?$/.test(first);
  if (hasVersion) pattern.version = first;
  const group = rest.slice(hasVersion ? 1 : 0).join('.');
  // kubectl's `pods.v1.` ends with a dot: the core group has no name.
  if (group !== '') pattern.group = group === 'core' ? '' : group;
  else if (hasVersion || rest.length > 0) pattern.group = '';
  return pattern;
}
