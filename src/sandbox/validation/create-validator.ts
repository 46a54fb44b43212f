import type { ApiObject } from '../model/object.ts';
import type { Validator, WriteContext } from '../model/rules.ts';
import { collect, type Faults, type Format } from './faults.ts';
import { isDnsLabel } from './formats/names.ts';
import { validateMetadata, validateMetadataUpdate } from './metadata.ts';

type UpdateCheck = (object: ApiObject, old: ApiObject, context: WriteContext) => Faults;

export interface KindChecks {
  /** The form of the kind's names. */
  name: Format;
  namespaced?: boolean;
  knownFinalizers?: boolean;
  declaredName?: boolean;
  /** What is asked of the content of every object, new or changed. */
  check?(object: ApiObject, context: WriteContext, old: ApiObject | undefined): Faults;
  /** What only new objects are asked. */
  checkCreate?(object: ApiObject, context: WriteContext): Faults;
  /** The same in front of `check`. */
  checkBeforeCreate?(object: ApiObject, context: WriteContext): Faults;
  /** What only changed objects are asked; `before` in front of `check`, as some kinds do it. */
  checkUpdate?: UpdateCheck;
  checkBeforeUpdate?: UpdateCheck;
  /** Whether a changed object is asked all of a new one's metadata too, and when. */
  updateAsNew?: 'before' | 'after';
  /** By the name of the subresource; the metadata is looked at in front of it. */
  subresources?: Readonly<Record<string, UpdateCheck>>;
  warnings?(object: ApiObject, old: ApiObject | undefined, context: WriteContext): string[];
}

/** A validator of the common order: metadata, content, what may not change. */
export function createValidator(checks: KindChecks): Validator {
  const { check = none, checkUpdate = none, checkBeforeUpdate = none } = checks;
  const { checkCreate = none, checkBeforeCreate = none } = checks;
  const rules = { ...checks, namespaced: checks.namespaced ?? true };
  const asNew = (object: ApiObject) => [...validateMetadata(object, rules)];
  return {
    validateCreate: (object, context) =>
      collect(
        asNew(object),
        checkBeforeCreate(object, context),
        check(object, context, undefined),
        checkCreate(object, context),
      ),
    validateUpdate: (object, old, context) =>
      collect(
        checks.updateAsNew === 'before' ? [...asNew(object), ...check(object, context, old)] : [],
        validateMetadataUpdate(object, old, rules),
        checkBeforeUpdate(object, old, context),
        checks.updateAsNew === 'after' ? asNew(object) : [],
        checks.updateAsNew === 'before' ? [] : check(object, context, old),
        checkUpdate(object, old, context),
      ),
    validateSubresourceUpdate: Object.fromEntries(
      Object.entries(checks.subresources ?? {}).map(([name, checkSubresource]) => [
        name,
        (object: ApiObject, old: ApiObject, context: WriteContext) =>
          collect(validateMetadataUpdate(object, old, rules), checkSubresource(object, old, context)),
      ]),
    ),
    ...(checks.warnings === undefined ? {} : { warnings: checks.warnings }),
  };
}

export const none = (): Faults => [];

/** Names that pods and hosts are made of. @param what `this is used in Pod names and hostnames` */
export function labelNameWarnings({ metadata }: ApiObject, what: string): string[] {
  const wrong = isDnsLabel(metadata.name ?? '');
  if (wrong.length === 0) return [];
  const text = 'which can result in surprising behavior; a DNS label is recommended';
  return [`metadata.name: ${what}, ${text}: [${wrong.join(' ')}]`];
}

export const IN_POD_NAMES = 'this is used in Pod names and hostnames';
