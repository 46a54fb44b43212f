import { goQuote } from '../model/field-error.ts';
import { compareGoStrings } from '../model/go-format.ts';
import { applyConflict, type StatusError } from '../model/status.ts';
import { FieldSet } from './field-set.ts';
import type { Manager } from './managers.ts';
import { formatPath, type Path } from './path-element.ts';

export interface Conflict {
  manager: Manager;
  /** By `managerId`. */
  id: string;
  path: Path;
}

/** Thrown where a configuration changes what others own, and may not. */
export class ConflictError extends Error {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super('conflicts');
    this.conflicts = conflicts;
  }

  get paths(): FieldSet {
    const set = new FieldSet();
    for (const { path } of this.conflicts) set.insert(path);
    return set;
  }
}

/** The answer to conflicts (managedfields internal/conflict.go). The server's order of several managers is any. */
export function conflictStatus(conflicts: readonly Conflict[]): StatusError {
  const sorted = [...conflicts].sort((a, b) => compareGoStrings(a.id, b.id));
  const causes = sorted.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${formatManager(manager)}`,
    field: formatPath(path),
  }));
  return applyConflict(causes, messageOf(sorted));
}

function messageOf(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined) {
    const path = formatPath(first.path);
    return `Apply failed with 1 conflict: conflict with ${formatManager(first.manager)}: ${path}`;
  }
  const lines: string[] = [];
  let last: string | undefined;
  for (const { id, manager, path } of conflicts) {
    if (id !== last) lines.push(`conflicts with ${formatManager(manager)}:`);
    last = id;
    lines.push(`- ${formatPath(path)}`);
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function formatManager({ manager, subresource, operation, apiVersion }: Manager): string {
  const of = subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${goQuote(manager)}${of}${using}`;
}
