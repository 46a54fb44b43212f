import { isObject, type JsonValue } from './json-value.ts';

/**
 * What differs between any two runs of the same command against the same cluster, each with the reason. It is left out
 * where both runs have it; where only one has it, that is a difference. `--all` shows it too.
 */
export interface AlwaysDifferent {
  /** As the report names it. */
  name: string;
  reason: string;
}

interface HeaderRule extends AlwaysDifferent {
  /** In lower case. */
  headers: readonly string[];
  /** What is left of a value to be compared; nothing where it is absent. */
  reduce?(value: string): string;
}

const HEADERS: readonly HeaderRule[] = [
  { name: 'Date', reason: 'the time', headers: ['date', 'expires', 'last-modified', 'if-modified-since'] },
  {
    name: 'Audit-Id',
    reason: 'drawn for each request',
    headers: ['audit-id', 'x-request-id', 'traceparent', 'tracestate'],
  },
  {
    name: 'X-Kubernetes-Pf-*',
    reason: 'uids of the flow schema and priority level, drawn for each cluster',
    headers: ['x-kubernetes-pf-flowschema-uid', 'x-kubernetes-pf-prioritylevel-uid'],
  },
  { name: 'Content-Length', reason: 'follows from the body', headers: ['content-length'] },
  { name: 'Host', reason: "the server's address", headers: ['host'] },
  { name: 'Kubectl-Session', reason: 'drawn for each run of kubectl', headers: ['kubectl-session'] },
  {
    name: 'Sec-WebSocket-Key',
    reason: 'drawn for each connection, and its answer',
    headers: ['sec-websocket-key', 'sec-websocket-accept'],
  },
  {
    name: "User-Agent's commit",
    reason: 'of the same version, built elsewhere',
    headers: ['user-agent'],
    reduce: (value) => value.replace(/ kubernetes\/(?:[0-9a-f]{7,40}|\$Format)\S*/, ''),
  },
];

interface QueryRule extends AlwaysDifferent {
  parameters: readonly string[];
  /** Whether two values may stand for the same; any two where it is absent. */
  isAlike?(value: string): boolean;
}

const QUERY: readonly QueryRule[] = [
  {
    name: 'resourceVersion',
    reason: "counts the cluster's writes",
    parameters: ['resourceVersion'],
    // 0 and none are questions of another kind.
    isAlike: (value) => /^[1-9]\d*$/.test(value),
  },
  { name: 'continue', reason: 'holds a resourceVersion', parameters: ['continue'] },
  { name: 'timeoutSeconds', reason: 'drawn for each watch', parameters: ['timeoutSeconds'] },
];

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

const FIELDS: readonly FieldRule[] = [
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

/** Everything that is left out, for people to read. */
export const ALWAYS_DIFFERENT: readonly AlwaysDifferent[] = [...HEADERS, ...QUERY, ...FIELDS].filter(
  ({ name }, index, all) => all.findIndex((other) => other.name === name) === index,
);

/** The name of the rule by which two values of a header do not count as different. */
export function findHeaderRule(header: string, a: string, b: string): string | undefined {
  const rule = HEADERS.find(({ headers }) => headers.includes(header.toLowerCase()));
  if (rule?.reduce !== undefined && rule.reduce(a) !== rule.reduce(b)) return undefined;
  return rule?.name;
}

export function findQueryRule(parameter: string, a: string, b: string): string | undefined {
  const rule = QUERY.find(({ parameters }) => parameters.includes(parameter));
  const { isAlike = () => true } = rule ?? {};
  return isAlike(a) && isAlike(b) ? rule?.name : undefined;
}

/**
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
