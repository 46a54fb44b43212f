import { type FieldError, forbidden, notSupported } from '../../model/field-error.ts';
import { badRequest, invalidError } from '../../model/status.ts';
import { exactMatch, type FieldTerm, parseFieldSelector } from '../selectors/field-selector.ts';
import { type LabelSelector, parseLabelSelector } from '../selectors/label-selector.ts';
import { boolParameter, integerParameter, type Parameters, textParameter } from './parameters.ts';

/** metainternalversion.ListOptions. */
export interface ListOptions {
  labelSelector: LabelSelector | undefined;
  fieldSelector: readonly FieldTerm[];
  watch: boolean;
  allowWatchBookmarks: boolean;
  resourceVersion: string;
  resourceVersionMatch: string;
  timeoutSeconds: number | undefined;
  limit: number;
  continue: string;
  sendInitialEvents: boolean | undefined;
}

/**
 * Reads the options of lists, watches and deletions of collections.
 * @throws StatusError 400, 422
 */
export function readListOptions(parameters: Parameters, { forceWatch = false, name = '' } = {}): ListOptions {
  const options: ListOptions = {
    labelSelector: parsed(parameters, 'labelSelector', parseLabelSelector),
    fieldSelector: parsed(parameters, 'fieldSelector', parseFieldSelector) ?? [],
    watch: boolParameter(parameters, 'watch') ?? false,
    allowWatchBookmarks: boolParameter(parameters, 'allowWatchBookmarks') ?? false,
    resourceVersion: textParameter(parameters, 'resourceVersion'),
    resourceVersionMatch: textParameter(parameters, 'resourceVersionMatch'),
    timeoutSeconds: integerParameter(parameters, 'timeoutSeconds'),
    limit: integerParameter(parameters, 'limit') ?? 0,
    continue: textParameter(parameters, 'continue'),
    sendInitialEvents: boolParameter(parameters, 'sendInitialEvents'),
  };
  setDefaults(options);
  const errors = options.watch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  if (name !== '') options.fieldSelector = selectName(options.fieldSelector, name);
  return forceWatch ? { ...options, watch: true } : options;
}

/** A request for one name selects it. @throws StatusError 400 where its selector asks for another one */
function selectName(terms: readonly FieldTerm[], name: string): readonly FieldTerm[] {
  if (terms.length === 0) return [{ field: 'metadata.name', value: name, isEqual: true }];
  if (exactMatch(terms, 'metadata.name') === name) return terms;
  throw badRequest("fieldSelector metadata.name doesn't match requested name");
}

/** A watch from the start is one that first sends what is there (pkg/apis/meta/internalversion/defaults.go). */
function setDefaults(options: ListOptions): void {
  if (options.sendInitialEvents !== undefined || options.resourceVersionMatch !== '') return;
  if (options.watch && (options.resourceVersion === '' || options.resourceVersion === '0')) {
    options.sendInitialEvents = true;
    options.resourceVersionMatch = 'NotOlderThan';
  }
}

function listErrors(options: ListOptions): FieldError[] {
  const { resourceVersionMatch: match, resourceVersion, sendInitialEvents } = options;
  const field = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(forbidden(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (options.continue !== '') {
      errors.push(forbidden(field, 'resourceVersionMatch is forbidden when continue is provided'));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

function watchErrors(options: ListOptions): FieldError[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const field = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbidden(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return errors;
  if (sendInitialEvents === undefined) {
    errors.push(
      forbidden(field, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(field, match, ['NotOlderThan']));
  if (options.continue !== '') {
    errors.push(forbidden(field, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return errors;
}

function parsed<T>(parameters: Parameters, name: string, parse: (text: string) => T): T | undefined {
  const text = parameters.get(name)?.[0];
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}
