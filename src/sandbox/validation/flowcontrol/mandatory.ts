import type { JsonObject } from '../../model/json.ts';

// The specs that nobody can change: apiserver pkg/apis/flowcontrol/bootstrap.

const EVERYTHING = {
  nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }],
  resourceRules: [
    { apiGroups: ['*'], clusterScope: true, namespaces: ['*'], resources: ['*'], verbs: ['*'] },
  ],
};

const groups = (...names: string[]) => names.map((name) => ({ group: { name }, kind: 'Group' }));

export const MANDATORY_FLOW_SCHEMAS: JsonObject = {
  exempt: {
    matchingPrecedence: 1,
    priorityLevelConfiguration: { name: 'exempt' },
    rules: [{ ...EVERYTHING, subjects: groups('system:masters') }],
  },
  'catch-all': {
    distinguisherMethod: { type: 'ByUser' },
    matchingPrecedence: 10000,
    priorityLevelConfiguration: { name: 'catch-all' },
    rules: [{ ...EVERYTHING, subjects: groups('system:unauthenticated', 'system:authenticated') }],
  },
};

/** Of `exempt` all but its `exempt` is fixed, which is why that is not here. */
export const MANDATORY_LEVELS: JsonObject = {
  exempt: { type: 'Exempt' },
  'catch-all': {
    limited: { lendablePercent: 0, limitResponse: { type: 'Reject' }, nominalConcurrencyShares: 5 },
    type: 'Limited',
  },
};
