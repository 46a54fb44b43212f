import { type FieldError, invalid, notSupported } from '../../model/field-error.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { invalidError } from '../../model/status.ts';
import { boolParameter, integerParameter, type Parameters } from './parameters.ts';
import { dryRunErrors } from './write-options.ts';

/** metav1.DeleteOptions. Deletions change `gracePeriodSeconds` as they go. */
export interface DeleteOptions {
  gracePeriodSeconds: number | undefined;
  propagationPolicy: string | undefined;
  orphanDependents: boolean | undefined;
  uid: string | undefined;
  resourceVersion: string | undefined;
  dryRun: boolean;
}

/** Of a body, a canonical DeleteOptions. @throws StatusError 422 */
export function deleteOptionsOf(body: JsonObject): DeleteOptions {
  const preconditions = isObject(body.preconditions) ? body.preconditions : {};
  return checked(
    {
      gracePeriodSeconds: asNumber(body.gracePeriodSeconds),
      propagationPolicy: asString(body.propagationPolicy),
      orphanDependents: typeof body.orphanDependents === 'boolean' ? body.orphanDependents : undefined,
      uid: asString(preconditions.uid),
      resourceVersion: asString(preconditions.resourceVersion),
    },
    Array.isArray(body.dryRun) ? body.dryRun.map(String) : [],
  );
}

/** Of the query, where there is no body. @throws StatusError 400, 422 */
export function readDeleteOptions(parameters: Parameters): DeleteOptions {
  return checked(
    {
      gracePeriodSeconds: integerParameter(parameters, 'gracePeriodSeconds'),
      propagationPolicy: parameters.get('propagationPolicy')?.[0],
      orphanDependents: boolParameter(parameters, 'orphanDependents'),
      uid: undefined,
      resourceVersion: undefined,
    },
    parameters.get('dryRun') ?? [],
  );
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

function checked(options: Omit<DeleteOptions, 'dryRun'>, dryRun: readonly string[]): DeleteOptions {
  const { propagationPolicy: policy } = options;
  const errors: FieldError[] = [];
  if (options.orphanDependents !== undefined && policy !== undefined) {
    errors.push(
      invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  }
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']));
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return { ...options, dryRun: dryRun.length > 0 };
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
