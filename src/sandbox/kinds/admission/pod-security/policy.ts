import { type FieldError, invalid } from '../../../model/field-error.ts';
import { type JsonObject, own } from '../../../model/json.ts';

export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

/** A level of the pod security standards in the form that it had in a minor version of Kubernetes. */
export interface LevelVersion {
  level: Level;
  /** `Infinity` is the newest. */
  minor: number;
}

export interface Policy {
  enforce: LevelVersion;
  warn: LevelVersion;
}

const PREFIX = 'pod-security.kubernetes.io/';
const LATEST = Number.POSITIVE_INFINITY;

/** PolicyToEvaluate: what the labels of a namespace say, with their faults; a fault makes a policy strict, or ignored. */
export function policyOf(labels: JsonObject): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = (mode: string, onFault: Level): Partial<LevelVersion> => ({
    ...level(labels, mode, onFault, errors),
    ...version(labels, `${mode}-version`, errors),
  });
  const enforce = read('enforce', 'restricted');
  // Nobody sees what is audited here; its labels must be right all the same.
  read('audit', 'privileged');
  const given = read('warn', 'privileged');
  const policy: Policy = {
    enforce: { level: 'privileged', minor: LATEST, ...enforce },
    warn: { level: 'privileged', minor: LATEST, ...given },
  };
  const isStrict = (LEVELS as readonly unknown[]).indexOf(own(labels, `${PREFIX}enforce`)) > 0;
  if (given.level === undefined && isStrict) {
    policy.warn.level = policy.enforce.level;
    policy.warn.minor = given.minor ?? policy.enforce.minor;
  }
  return { policy, errors };
}

/** `baseline:latest`, `restricted:v1.28`. */
export function levelText({ level: name, minor }: LevelVersion): string {
  return `${name}:${minor === LATEST ? 'latest' : `v1.${minor}`}`;
}

function level(labels: JsonObject, mode: string, onFault: Level, errors: FieldError[]): { level?: Level } {
  const value = own(labels, `${PREFIX}${mode}`);
  if (typeof value !== 'string') return {};
  const known = LEVELS.find((item) => item === value);
  if (known !== undefined) return { level: known };
  errors.push(invalid(`metadata.labels[${PREFIX}${mode}]`, value, `must be one of ${LEVELS.join(', ')}`));
  return { level: onFault };
}

function version(labels: JsonObject, name: string, errors: FieldError[]): { minor?: number } {
  const value = own(labels, `${PREFIX}${name}`);
  if (typeof value !== 'string') return {};
  const minor = /^v1\.(\d|[1-9]\d*)$/.exec(value)?.[1];
  if (minor !== undefined) return { minor: Number(minor) };
  if (value !== 'latest') {
    errors.push(invalid(`metadata.labels[${PREFIX}${name}]`, value, 'must be "latest" or "v1.x"'));
  }
  return { minor: LATEST };
}
