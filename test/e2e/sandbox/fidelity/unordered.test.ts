import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { GeneratedNames } from './generated-names.ts';
import { normalise } from './normalise.ts';
import type { RecordedCommand } from './recording.ts';

// The server has the entries of managedFields in the order of their times, whole seconds.

const managers = [entryOf('edit', 0), entryOf('create', 1)];
const turned = [entryOf('create', 5), entryOf('edit', 7)];
test.each<[string, (managedFields: object[]) => Partial<RecordedCommand>]>([
  ['a body', (managedFields) => inBody({ metadata: { managedFields } })],
  [
    'a string of a body',
    (managedFields) =>
      inBody({
        annotations: { last: `${JSON.stringify({ managedFields, spec: { nodePort: 30_001 } })}\n` },
      }),
  ],
  [
    'what --raw prints',
    (managedFields) => ({ stdout: JSON.stringify({ items: [{ metadata: { managedFields } }] }) }),
  ],
  [
    'lines of YAML',
    (managedFields) => ({
      stdout: `metadata:\n  managedFields:\n  - ${managedFields.map(flow).join('\n  - ')}\n`,
    }),
  ],
  [
    'a string of YAML',
    (managedFields) => ({ stdout: `annotations:\n  last: |\n    ${JSON.stringify({ managedFields })}\n` }),
  ],
])('managers may be in another order in %s, but not others', (_, holder) => {
  const compared = (other: object[]) => compare(plain(holder(managers)), plain(holder(other))).differences;
  expect(compared(turned)).toEqual([]);
  expect(compared([entryOf('create', 5), entryOf('other', 7)])).toHaveLength(1);
});

function entryOf(manager: string, second: number): object {
  const time = `2026-11-22T22:50:0${second}Z`;
  return { manager: 'kubectl', operation: 'Update', apiVersion: 'v1', time, subresource: manager };
}

function flow(entry: object): string {
  return JSON.stringify(entry);
}

function inBody(value: object): Partial<RecordedCommand> {
  const [request, response] = [{ kind: 'none' as const }, { kind: 'json' as const, value }];
  return { exchanges: [{ method: 'GET', uri: '/api/v1/namespaces', status: 200, request, response }] };
}

function plain(part: Partial<RecordedCommand>) {
  const none = { exitCode: 0, stdout: '', stderr: '', exchanges: [], serverPort: 45_678 };
  return normalise({ ...none, ...part }, new GeneratedNames());
}
