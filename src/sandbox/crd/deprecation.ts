import { compareVersions } from '../catalog/custom-versions.ts';
import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';

/** The Warning that each request to a deprecated version is answered with (defaultDeprecationWarning). */
export function deprecationWarning(spec: JsonObject, version: JsonObject): string | undefined {
  if (version.deprecated !== true) return undefined;
  const given = own(version, 'deprecationWarning');
  if (typeof given === 'string') return given;
  const group = stringAt(spec, 'group');
  const kind = stringAt(objectAt(spec, 'names'), 'kind');
  const name = stringAt(version, 'name');
  const [newer] = listAt(spec, 'versions')
    .filter(isObject)
    .filter((each) => each.served === true && each.deprecated !== true)
    .map((each) => stringAt(each, 'name'))
    .filter((each) => compareVersions(each, name) < 0)
    .sort(compareVersions);
  const message = `${group}/${name} ${kind} is deprecated`;
  return newer === undefined ? message : `${message}; use ${group}/${newer} ${kind}`;
}
