import { FIELDS } from './always-different-fields.ts';

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
