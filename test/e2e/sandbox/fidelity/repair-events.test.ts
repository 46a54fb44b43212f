import { describe, expect, test } from 'vitest';
import type { Decoded } from './decode-body.ts';
import type { RecordedCommand, RecordedRequest } from './recording.ts';
import { withoutRepairEvents } from './repair-events.ts';

const REPAIRER = 'ipallocator-repair-controller';
const NAME = 'hello.18ea896d8e51ddb9';
const own = { kind: 'Event', metadata: { name: 'idle.1' }, reportingComponent: 'kubelet' };
const repair = { kind: 'Event', metadata: { name: NAME }, reportingComponent: REPAIRER };

describe('what the repair loop says is dropped from', () => {
  test.each<[string, Decoded, Decoded]>([
    ['a list', json({ items: [repair, own] }), json({ items: [own] })],
    ['a list of nothing else', json({ items: [repair] }), json({ items: [] })],
    [
      'the rows of a table',
      json({ rows: [row(NAME, `${REPAIRER}, ${REPAIRER}-vm`), row('idle.1', 'kubelet')] }),
      json({ rows: [row('idle.1', 'kubelet')] }),
    ],
    [
      'a watch',
      { kind: 'events', values: [added(repair), added(own)] },
      { kind: 'events', values: [added(own)] },
    ],
    ['a watch of nothing else', json(added(repair)), { kind: 'none' }],
    ['protobuf', tree([event(REPAIRER), event('kubelet')]), tree([event('kubelet')])],
    [
      'protobuf with nothing else',
      tree([event(REPAIRER)]),
      { kind: 'protobuf', value: { 1: ['EventList'] } },
    ],
  ])('%s', (_, response, expected) => {
    expect(withoutRepairEvents(recordingOf('', response)).exchanges).toEqual([requestOf(expected)]);
  });

  test.each([
    [
      'a table',
      `LAST SEEN   TYPE      REASON                  OBJECT\n2s   Warning   ClusterIPNotAllocated   service/hello\n1s   Normal   Pulled   pod/hello\n`,
      'LAST SEEN   TYPE      REASON                  OBJECT\n1s   Normal   Pulled   pod/hello\n',
    ],
    ['a table of nothing else', `LAST SEEN   TYPE\n2s   Warning   ClusterIPNotAllocated\n`, ''],
    ['names', `event/${NAME}\nevent/idle.1\n`, 'event/idle.1\n'],
    [
      'a description',
      `Name:  hello\nEvents:\n  Type     Reason                 Age\n  ----     ------                 ---\n  Warning  ClusterIPNotAllocated  2s\n`,
      'Name:  hello\nEvents:  <none>\n',
    ],
    [
      'a description with events of others',
      `Events:\n  Type     Reason  Age\n  ----     ------  ---\n  Warning  ClusterIPNotAllocated  2s\n  Normal   Pulled  1s\n`,
      'Events:\n  Type     Reason  Age\n  ----     ------  ---\n  Normal   Pulled  1s\n',
    ],
  ])('%s', (_, stdout, expected) => {
    expect(withoutRepairEvents(recordingOf(stdout, json({ items: [repair] }))).stdout).toBe(expected);
  });

  test('the requests about it', () => {
    const recording = recordingOf('', json({ items: [repair] }));
    const deletion = { ...requestOf({ kind: 'none' }), uri: `/api/v1/namespaces/demo/events/${NAME}` };
    const told = withoutRepairEvents({ ...recording, exchanges: [...recording.exchanges, deletion] });
    expect(told.exchanges).toEqual([requestOf(json({ items: [] }))]);
  });
});

test('a recording without it stays as it is', () => {
  const recording = recordingOf('ClusterIPNotAllocated\n', json({ items: [own] }));
  expect(withoutRepairEvents(recording)).toBe(recording);
});

function json(value: unknown): Decoded {
  return { kind: 'json', value };
}

function row(name: string, source: string): object {
  return { cells: ['2s', source], object: { metadata: { name } } };
}

function added(object: object): object {
  return { type: 'ADDED', object };
}

/** A list and events as protobuf: ObjectMeta in 1 with the name in 1, who reports in 14. */
function tree(items: object[]): Decoded {
  return { kind: 'protobuf', value: { 1: ['EventList'], 2: items } };
}

function event(reporter: string): object {
  return { 1: [{ 1: [reporter === REPAIRER ? NAME : 'idle.1'] }], 14: [reporter] };
}

function requestOf(response: Decoded): RecordedRequest {
  return { method: 'GET', uri: '/api/v1/events', status: 200, request: { kind: 'none' }, response };
}

function recordingOf(stdout: string, response: Decoded): RecordedCommand {
  return { exitCode: 0, stdout, stderr: '', exchanges: [requestOf(response)], serverPort: 45_678 };
}
