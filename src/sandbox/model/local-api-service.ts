import type { JsonObject } from './json.ts';

/**
 * The status of an APIService that the server itself serves: it is there at once (kube-aggregator pkg/controllers/
 * status/local).
 */
export function localApiServiceStatus(now: string): JsonObject {
  return {
    conditions: [
      {
        type: 'Available',
        status: 'True',
        lastTransitionTime: now,
        reason: 'Local',
        message: 'Local APIServices are always available',
      },
    ],
  };
}
