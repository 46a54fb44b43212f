import type { AlwaysDifferent } from './always-different.ts';
import { isObject, type JsonValue } from './json-value.ts';

interface FieldRule extends AlwaysDifferent {
  /** Keys, each under one of `parents`: the field above it, that above an array's item; '' for the top. */
  keys: readonly string[];
  parents: readonly string[];
  isAlike?(value: JsonValue): boolean;
}

const REFERENCES = [
  'metadata',
  'ownerReferences',
  'involvedObject',
  'regarding',
  'details',
  'preconditions',
  'claimRef',
  'targetRef',
  'boundObjectRef',
];

/** Fields of bodies that differ between any two runs. */
export const FIELDS: readonly FieldRule[] = [
  {
    name: 'uid',
    reason: 'drawn for each object',
    keys: ['uid'],
    parents: [...REFERENCES, 'userInfo', 'user'],
  },
  {
    name: 'resourceVersion',
    reason: "counts the cluster's writes",
    keys: ['resourceVersion'],
    parents: REFERENCES,
  },
  {
    name: 'creationTimestamp',
    reason: 'the time',
    keys: ['creationTimestamp', 'deletionTimestamp'],
    parents: ['metadata'],
  },
  { name: "managedFields' time", reason: 'the time', keys: ['time'], parents: ['managedFields'] },
  {
    name: "conditions' times",
    reason: 'the time',
    keys: ['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime', 'lastProbeTime'],
    parents: ['conditions'],
  },
  {
    name: 'times of status',
    reason: 'the time',
    keys: [
      'startTime',
      'completionTime',
      'startedAt',
      'finishedAt',
      'expirationTimestamp',
      'lastScheduleTime',
      'lastSuccessfulTime',
    ],
    parents: ['status', 'running', 'terminated'],
  },
  {
    name: "events' times",
    reason: 'the time',
    keys: ['firstTimestamp', 'lastTimestamp', 'eventTime', 'lastObservedTime'],
    parents: ['', 'object', 'series', 'items'],
  },
  { name: "leases' times", reason: 'the time', keys: ['acquireTime', 'renewTime'], parents: ['spec'] },
  { name: 'continue', reason: 'holds a resourceVersion', keys: ['continue'], parents: ['metadata'] },
  {
    name: 'addresses',
    reason: 'given out by the cluster',
    keys: ['clusterIP', 'podIP', 'hostIP', 'ip', 'serverAddress', 'clusterIPs'],
    parents: ['spec', 'status', 'podIPs', 'hostIPs', 'serverAddressByClientCIDRs', 'addresses'],
    isAlike: (value) =>
      [value]
        .flat()
        .every(
          (one) => typeof one === 'string' && /^[\d.]{7,15}(?::\d+)?$|^[0-9a-f:]*:[0-9a-f:]*$/i.test(one),
        ),
  },
  {
    name: 'ports',
    reason: 'given out by the cluster',
    keys: ['nodePort', 'healthCheckNodePort'],
    parents: ['ports', 'spec'],
  },
  {
    name: 'containerID',
    reason: 'drawn for each container',
    keys: ['containerID'],
    parents: ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'],
  },
  { name: 'Age', reason: 'the time since', keys: ['Age', 'Last Seen', 'First Seen'], parents: ['cells'] },
];

/**
 * The name of the rule by which two values of a field do not count as different.
 *
 * @param key the last key of the path
 * @param parent the one above it; '' at the top
 */
export function findFieldRule(key: string, parent: string, a: JsonValue, b: JsonValue): string | undefined {
  const rule = RULES_BY_KEY.get(key)?.find(({ parents }) => parents.includes(parent));
  if (rule === undefined || isObject(a) || isObject(b)) return undefined;
  const { isAlike = () => true } = rule;
  return isAlike(a) && isAlike(b) ? rule.name : undefined;
}

const RULES_BY_KEY = new Map<string, FieldRule[]>();
for (const rule of FIELDS) {
  for (const key of rule.keys) RULES_BY_KEY.set(key, [...(RULES_BY_KEY.get(key) ?? []), rule]);
}
