import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, oneOf } from '../faults.ts';
import { booleanAt, isSet, objectsAt, stringsAt, textAt } from '../fields.ts';
import { validateRelativePath } from '../paths.ts';
import type { Volumes } from './volumes.ts';

// Where a container has its volumes: ValidateVolumeMounts and ValidateVolumeDevices of pkg/apis/core/validation.

export function* validateMounts(path: string, container: JsonObject, volumes: Volumes): Faults {
  const devices = objectsAt(container, 'volumeDevices');
  const deviceNames = devices.map((device) => stringAt(device, 'name'));
  const devicePaths = devices.map((device) => stringAt(device, 'devicePath'));
  const taken = new Set<string>();
  for (const [index, mount] of objectsAt(container, 'volumeMounts').entries()) {
    const at = `${path}[${index}]`;
    const name = stringAt(mount, 'name');
    const target = stringAt(mount, 'mountPath');
    if (name === '') yield required(`${at}.name`, '');
    if (!volumes.has(name)) yield notFound(`${at}.name`, name);
    if (target === '') yield required(`${at}.mountPath`, '');
    if (taken.has(target)) yield invalid(`${at}.mountPath`, target, 'must be unique');
    taken.add(target);
    if (deviceNames.includes(name)) {
      yield invalid(`${at}.name`, name, 'must not already exist in volumeDevices');
    }
    if (devicePaths.includes(target)) {
      yield invalid(`${at}.mountPath`, target, 'must not already exist as a path in volumeDevices');
    }
    yield* validateSubPaths(path, at, mount);
    yield* validatePropagation(`${path}.mountPropagation`, container, mount);
    yield* validateRecursiveReadOnly(`${path}.recursiveReadOnly`, mount);
    yield* validateBindOptions(`${at}.bindMountOptions`, mount, volumes.get(name));
  }
}

/** Some faults are told at the list, without the index. */
function* validateSubPaths(path: string, at: string, mount: JsonObject): Faults {
  const subPath = stringAt(mount, 'subPath');
  const expression = stringAt(mount, 'subPathExpr');
  if (subPath !== '') yield* validateRelativePath(`${path}.subPath`, subPath);
  if (expression === '') return;
  if (subPath !== '') {
    yield invalid(`${at}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive');
  }
  yield* validateRelativePath(`${path}.subPathExpr`, expression);
}

function* validatePropagation(path: string, container: JsonObject, mount: JsonObject): Faults {
  const propagation = textAt(mount, 'mountPropagation');
  if (propagation === undefined) return;
  yield* oneOf(path, propagation, ['Bidirectional', 'HostToContainer', 'None']);
  if (propagation === 'Bidirectional' && !booleanAt(objectAt(container, 'securityContext'), 'privileged')) {
    yield forbidden(path, 'Bidirectional mount propagation is available only to privileged containers');
  }
}

function* validateRecursiveReadOnly(path: string, mount: JsonObject): Faults {
  const mode = textAt(mount, 'recursiveReadOnly');
  if (mode === undefined || mode === 'Disabled') return;
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    yield notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible']);
    return;
  }
  if (!booleanAt(mount, 'readOnly')) yield forbidden(path, 'may only be specified when readOnly is true');
  if ((textAt(mount, 'mountPropagation') ?? 'None') !== 'None') {
    yield forbidden(path, 'may only be specified when mountPropagation is None or not specified');
  }
}

function* validateBindOptions(path: string, mount: JsonObject, volume: JsonObject | undefined): Faults {
  const options = stringsAt(mount, 'bindMountOptions');
  const seen = new Set<string>();
  yield* each(path, options, function* (at, option) {
    yield* oneOf(at, option, ['nodev', 'noexec', 'nosuid']);
    if (seen.has(option)) yield duplicate(at, option);
    seen.add(option);
  });
  if (options.length > 0 && volume !== undefined && isSet(volume, 'image')) {
    yield invalid(path, options, 'bindMountOptions may not be used with image volumes');
  }
}

export function* validateDevices(path: string, container: JsonObject, volumes: Volumes): Faults {
  const mounts = objectsAt(container, 'volumeMounts');
  const names = new Set<string>();
  const paths = new Set<string>();
  yield* each(path, objectsAt(container, 'volumeDevices'), function* (at, device) {
    const name = stringAt(device, 'name');
    const target = stringAt(device, 'devicePath');
    const volume = volumes.get(name);
    if (name === '') yield required(`${at}.name`, '');
    if (names.has(name)) yield invalid(`${at}.name`, name, 'must be unique');
    if (volume === undefined) yield notFound(`${at}.name`, name);
    else if (!isSet(volume, 'persistentVolumeClaim') && !isSet(volume, 'ephemeral')) {
      const text = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      yield invalid(`${at}.name`, name, text);
    }
    if (target === '') yield required(`${at}.devicePath`, '');
    if (paths.has(target)) yield invalid(`${at}.devicePath`, target, 'must be unique');
    if (target.split('/').includes('..')) {
      yield invalid(`${at}.devicePath`, target, "can not contain backsteps ('..')");
    } else paths.add(target);
    if (mounts.some((mount) => stringAt(mount, 'name') === name)) {
      yield invalid(`${at}.name`, name, 'must not already exist in volumeMounts');
    }
    if (mounts.some((mount) => stringAt(mount, 'mountPath') === target)) {
      yield invalid(`${at}.devicePath`, target, 'must not already exist as a path in volumeMounts');
    }
    if (name !== '') names.add(name);
  });
}
