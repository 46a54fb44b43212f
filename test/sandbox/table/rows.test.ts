import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { ResourceInfo } from '../../../src/sandbox/model/resource.ts';
import { createTable } from '../../../src/sandbox/table/index.ts';

/** What a real server has shown: test/sandbox/table/record-tables.ts. */
interface RecordedTable {
  kind: string;
  /** Of the answer, in whole seconds. */
  now: string;
  columns: string[];
  rows: { cells: unknown[]; conditions?: unknown; object: ApiObject }[];
}

const lines = readFileSync(new URL('tables.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const tables = lines.map((line) => JSON.parse(line) as RecordedTable);

describe.each(tables)('the rows of $kind', ({ kind, now, columns, rows }) => {
  test('are those of a real server', () => {
    const table = printAt(kind, new Date(Date.parse(now) + 500), rows);
    expect(withoutAges(table, columns)).toEqual(withoutAges(rows, columns));
  });

  test('have its ages', () => {
    // The moment of the answer is known to a second only: one of these must be it.
    const moments = [-1000, 0, 500, 999].map((offset) => new Date(Date.parse(now) + offset));
    const printed = moments.map((moment) => printAt(kind, moment, rows));
    expect(printed).toContainEqual(rows.map(({ cells, conditions }) => ({ cells, conditions })));
  });
});

test('most kinds are in the recording', () => {
  expect(new Set(tables.map(({ kind }) => kind)).size).toBeGreaterThan(50);
});

function printAt(kind: string, now: Date, rows: RecordedTable['rows']) {
  const [group = '', name = ''] = kind.split('/');
  const resource = {
    group,
    version: 'v1',
    kind: name,
    storageVersion: { group, version: 'v1' },
  };
  // A list has its objects by name; some tables put them in another order.
  const objects = rows
    .map(({ object }) => object)
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  const table = createTable({
    catalog: { columnsOf: () => [] },
    resource: resource as ResourceInfo,
    objects,
    list: {},
    now,
  });
  return (table.rows as JsonObject[]).map(({ cells, conditions }) => ({ cells, conditions }));
}

function withoutAges(rows: readonly { cells: unknown }[], columns: readonly string[]): unknown[] {
  const age = columns.indexOf('Age');
  return rows.map(({ cells }) => (cells as unknown[]).map((cell, index) => (index === age ? 'age' : cell)));
}
