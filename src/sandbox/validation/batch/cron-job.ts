import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator, IN_POD_NAMES, labelNameWarnings, none } from '../create-validator.ts';
import { declared, type Faults, nonNegativeFields, requiredOneOf } from '../faults.ts';
import { structAt, textAt } from '../fields.ts';
import { byteLength, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { scheduleFault, timeZoneFault } from './cron-schedule.ts';
import { jobSpecWarnings } from './job.ts';
import { validateJobSpec } from './job-spec.ts';

/** The names of its jobs have eleven characters more. */
const MAX_NAME_BYTES = 52;

export const cronJob = createValidator({
  name: isDnsSubdomain,
  *checkCreate(object) {
    yield* validateSpec(object, undefined);
    const { name = '' } = object.metadata;
    if (byteLength(name) > MAX_NAME_BYTES) {
      yield invalid('metadata.name', name, `must be no more than ${MAX_NAME_BYTES} characters`);
    }
  },
  checkUpdate: validateSpec,
  subresources: { status: none },
  warnings(object, old) {
    const spec = objectAt(object, 'spec');
    const isSame = old !== undefined && object.metadata.generation === old.metadata.generation;
    const path = 'spec.jobTemplate.spec';
    const text =
      'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
    return [
      ...(old === undefined ? labelNameWarnings(object, IN_POD_NAMES) : []),
      ...(isSame ? [] : jobSpecWarnings(path, objectAt(objectAt(spec, 'jobTemplate'), 'spec'))),
      ...(old !== undefined && stringAt(spec, 'schedule').includes('TZ') ? [text] : []),
    ];
  },
});

function* validateSpec(object: ApiObject, old: ApiObject | undefined): Faults {
  const spec = objectAt(object, 'spec');
  const before = objectAt(old, 'spec');
  const schedule = stringAt(spec, 'schedule');
  if (schedule === '') yield* declared([required('spec.schedule', '')]);
  else yield* validateSchedule('spec.schedule', schedule, spec, before);
  yield* nonNegativeFields('spec', spec, ['startingDeadlineSeconds']);
  const zone = textAt(spec, 'timeZone');
  if (zone !== undefined && (old === undefined || zone !== textAt(before, 'timeZone'))) {
    yield* validateTimeZone('spec.timeZone', zone);
  }
  const policy = stringAt(spec, 'concurrencyPolicy');
  yield* requiredOneOf('spec.concurrencyPolicy', policy, ['Allow', 'Forbid', 'Replace']);
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec');
  yield* validateJobSpec('spec.jobTemplate.spec', jobSpec);
  const selector = structAt(jobSpec, 'selector');
  if (selector !== undefined) {
    yield invalid(
      'spec.jobTemplate.spec.selector',
      internalForm('batch/v1/Job', 'spec.selector', selector),
      '`selector` will be auto-generated',
    );
  }
  if (jobSpec.manualSelector === true) {
    const fault = notSupported('spec.jobTemplate.spec.manualSelector', '', ['nil', 'false']);
    yield { ...fault, badValue: true };
  }
  yield* nonNegativeFields('spec', spec, ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit']);
}

function* validateSchedule(path: string, schedule: string, spec: JsonObject, before: JsonObject): Faults {
  const fault = scheduleFault(schedule);
  if (fault !== undefined) yield invalid(path, schedule, fault);
  if (!schedule.includes('TZ')) return;
  if (!stringAt(before, 'schedule').includes('TZ')) {
    yield invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  } else if (textAt(spec, 'timeZone') !== undefined) {
    yield invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
  }
}

function* validateTimeZone(path: string, zone: string): Faults {
  if (zone === '') {
    yield invalid(path, zone, 'timeZone must be nil or non-empty string');
    return;
  }
  const isPart = (part: string) => /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && !/^(\.\.?$|-)/.test(part);
  if (!zone.split('/').every(isPart)) {
    yield invalid(path, zone, `unknown time zone ${zone}`);
    return;
  }
  if (zone.toLowerCase() === 'local') {
    const text = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    yield invalid(path, zone, text);
  }
  const fault = timeZoneFault(zone);
  if (fault !== undefined) yield invalid(path, zone, fault);
}
