import type { GoField, GoStruct } from '../model/catalog.ts';

/**
 * The embedded structs between a struct and a field of theirs, from the outside in. JSON does not show them, Go's messages do:
 * `Volume.spec.volumes.VolumeSource.hostPath`.
 */
export function embeddedStructs(struct: GoStruct, { within }: GoField): readonly string[] {
  if (within.length === 0) return NONE;
  const name = struct.name.slice(struct.name.lastIndexOf('.') + 1);
  return (EMBEDDED[name] ?? LOCAL_OBJECT_REFERENCE).slice(0, within.length);
}

const NONE: readonly string[] = [];

const EMBEDDED: Readonly<Record<string, readonly string[]>> = {
  Volume: ['VolumeSource'],
  PersistentVolumeSpec: ['PersistentVolumeSource'],
  Probe: ['ProbeHandler'],
  EphemeralContainer: ['EphemeralContainerCommon'],
  IngressRule: ['IngressRuleValue'],
  NamedRuleWithOperations: ['RuleWithOperations', 'Rule'],
  RuleWithOperations: ['Rule'],
  DeviceClassConfiguration: ['DeviceConfiguration'],
  DeviceClaimConfiguration: ['DeviceConfiguration'],
  DeviceAllocationConfiguration: ['DeviceConfiguration'],
};

/** In ConfigMapKeySelector, SecretEnvSource and their like. */
const LOCAL_OBJECT_REFERENCE: readonly string[] = ['LocalObjectReference'];
