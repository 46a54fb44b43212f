import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { PrintRow } from '../model/rules.ts';

/** How the objects of one kind become rows. They have the version in which they are stored. */
export interface Printer {
  printRow: PrintRow;
  /** metav1.TableRowCondition. */
  conditionsOf?(object: ApiObject): JsonObject[] | undefined;
  /** Whether a Table without rows has null for them: the server appends to a list that is not there yet. */
  hasNullRows?: boolean;
  /** Where rows of a list are not those of its objects one by one: another order, or a mark on one of them. */
  arrangeList?(objects: readonly ApiObject[]): { objects: readonly ApiObject[]; printRow: PrintRow };
}

/** By the group and the kind of what is stored: `apps/Deployment`, `/Pod`. */
export type PrinterTable = Readonly<Record<string, Printer>>;

/** A table of printers that are a row and no more. */
export function printersOf(rows: Readonly<Record<string, PrintRow>>): PrinterTable {
  return Object.fromEntries(Object.entries(rows).map(([kind, printRow]) => [kind, { printRow }]));
}
