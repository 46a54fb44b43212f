import { type FieldError, invalid, notSupported, required, tooLong } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { type Faults, matches, nonNegative, nonNegativeFields } from '../faults.ts';
import { isSet, numberAt, structAt, textAt } from '../fields.ts';
import { byteLength, fullMatch, isDnsSubdomain, regexError } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './job-policies.ts';

/** validateJobSpec of pkg/apis/batch/validation: of a Job and of the template in a CronJob. */
export function* validateJobSpec(path: string, spec: JsonObject): Faults {
  yield* nonNegativeFields(path, spec, COUNTS);
  const failed = numberAt(spec, 'maxFailedIndexes');
  yield* nonNegative(`${path}.maxFailedIndexes`, failed);
  if (failed !== undefined && !isSet(spec, 'backoffLimitPerIndex')) {
    yield required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified');
  }
  const manager = textAt(spec, 'managedBy');
  if (manager !== undefined) {
    yield* validatePrefixedPath(`${path}.managedBy`, manager);
    if (byteLength(manager) > 63) yield tooLong(`${path}.managedBy`, 63);
  }
  yield* validateCompletionMode(path, spec);
  const failurePolicy = structAt(spec, 'podFailurePolicy');
  if (failurePolicy !== undefined)
    yield* validateFailurePolicy(`${path}.podFailurePolicy`, failurePolicy, spec);
  const successPolicy = structAt(spec, 'successPolicy');
  if (successPolicy !== undefined) {
    if (spec.completionMode === 'Indexed') {
      yield* validateSuccessPolicy(
        `${path}.successPolicy`,
        successPolicy,
        numberAt(spec, 'completions') ?? 0,
      );
    } else {
      const shown = internalForm('batch/v1/Job', 'spec.successPolicy', successPolicy);
      yield invalid(`${path}.successPolicy`, shown, 'requires indexed completion mode');
    }
  }
  const replacement = textAt(spec, 'podReplacementPolicy');
  const allowed = failurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (replacement !== undefined && !allowed.includes(replacement)) {
    yield notSupported(`${path}.podReplacementPolicy`, replacement, allowed);
  }
  yield* validatePodTemplate(`${path}.template`, objectAt(spec, 'template'));
  const fault = restartPolicyFault(`${path}.template.spec.restartPolicy`, spec);
  if (fault !== undefined) yield fault;
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
];

const MANY = 100_000;
const FEWER = 10_000;

function* validateCompletionMode(path: string, spec: JsonObject): Faults {
  const mode = textAt(spec, 'completionMode');
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism') ?? 0;
  const failed = numberAt(spec, 'maxFailedIndexes');
  const perIndex = numberAt(spec, 'backoffLimitPerIndex');
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') {
    yield notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']);
  }
  if (mode === undefined || mode === 'NonIndexed') {
    for (const [key, value] of [
      ['backoffLimitPerIndex', perIndex] as const,
      ['maxFailedIndexes', failed] as const,
    ]) {
      if (value !== undefined) yield invalid(`${path}.${key}`, value, 'requires indexed completion mode');
    }
    return;
  }
  if (mode !== 'Indexed') return;
  if (completions === undefined) yield required(`${path}.completions`, 'when completion mode is Indexed');
  if (parallelism > MANY) {
    const text = `must be less than or equal to ${MANY} when completion mode is Indexed`;
    yield invalid(`${path}.parallelism`, parallelism, text);
  }
  if (completions !== undefined && failed !== undefined && failed > completions) {
    yield invalid(`${path}.maxFailedIndexes`, failed, 'must be less than or equal to completions');
  }
  if (failed !== undefined && failed > MANY) {
    yield invalid(`${path}.maxFailedIndexes`, failed, `must be less than or equal to ${MANY}`);
  }
  if (completions === undefined || completions <= MANY || perIndex === undefined) return;
  const text = `must be less than or equal to ${FEWER} when completions are above ${MANY} and used with backoff limit per index`;
  if (failed === undefined) {
    yield required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${MANY}`);
  }
  if (parallelism > FEWER) yield invalid(`${path}.parallelism`, parallelism, text);
  if (failed !== undefined && failed > FEWER) yield invalid(`${path}.maxFailedIndexes`, failed, text);
}

function restartPolicyFault(path: string, spec: JsonObject): FieldError | undefined {
  const policy = stringAt(objectAt(objectAt(spec, 'template'), 'spec'), 'restartPolicy');
  if (policy === 'Always' || policy === '') return required(path, 'valid values: "OnFailure", "Never"');
  if (policy !== 'OnFailure' && policy !== 'Never') return notSupported(path, policy, ['OnFailure', 'Never']);
  if (!isSet(spec, 'podFailurePolicy') || policy === 'Never') return undefined;
  return invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** IsDomainPrefixedPath */
export function* validatePrefixedPath(path: string, value: string): Faults {
  if (value === '') {
    yield required(path, '');
    return;
  }
  const slash = value.indexOf('/');
  const host = value.slice(0, Math.max(0, slash));
  const rest = value.slice(slash + 1);
  if (host === '' || rest === '') {
    yield invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")');
    return;
  }
  yield* matches(path, host, isDnsSubdomain);
  if (!fullMatch(HTTP_PATH).test(rest)) yield invalid(path, rest, regexError('Invalid path', HTTP_PATH));
}
