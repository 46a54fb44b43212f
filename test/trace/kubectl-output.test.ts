import { describe, expect, it } from 'vitest';
import { scanKubectlFlags } from '../../src/args/kubectl-flags.ts';
import { createEndsWithinLine } from '../../src/trace/kubectl-output.ts';
import { exchange, type Sketch } from '../render/factory.ts';

const LOG = '/api/v1/namespaces/default/pods/web/log';

describe('whether what kubectl prints ends within a line', () => {
  it.each<[string, Partial<Sketch>, boolean | undefined]>([
    ['get --raw /healthz', { path: '/healthz', receive: 'ok' }, true],
    ['get --raw /version', { path: '/version', receive: '{}' }, true],
    ['get --raw /metrics', { path: '/metrics', receive: 'a 1\n' }, false],
    ['get --raw /nowhere', { path: '/nowhere', receive: 'no', status: 404 }, undefined],
    ['create --raw /api -f x', { method: 'POST', path: '/api', receive: '{}', status: 201 }, true],
    ['logs web', { path: LOG, receive: 'one\ntwo' }, true],
    ['logs web', { path: LOG, receive: 'one\n' }, false],
    ['logs web', { path: LOG, receive: 'one', responseBody: { recorded: 3, size: 9 } }, undefined],
    ['logs web', { path: '/api/v1/namespaces/default/pods/web', receive: '{}' }, undefined],
    ['get pods', { path: '/api/v1/pods', receive: '{}' }, undefined],
  ])('%s, %j: %s', (line, sketch, expected) => {
    const endsWithinLine = createEndsWithinLine(scanKubectlFlags(line.split(' ')));
    expect(endsWithinLine(exchange({ id: 1, path: '/', ...sketch }))).toBe(expected);
  });

  it.each<[string, [name: string, last: number, isWithinLine: boolean][], boolean | undefined]>([
    ['stdout alone', [['stdout', 5, true]], true],
    [
      'stdout before stderr',
      [
        ['stdout', 5, true],
        ['stderr', 7, false],
      ],
      false,
    ],
    [
      'stderr before stdout',
      [
        ['stdout', 9, true],
        ['stderr', 7, false],
      ],
      true,
    ],
    [
      'an exit status behind both',
      [
        ['stdout', 5, false],
        ['error', 9, true],
      ],
      false,
    ],
    ['a port-forward', [['data', 5, true]], undefined],
  ])('a tunnel: %s', (_, channels, expected) => {
    const nothing = { bytes: 0, frames: 0 };
    const tunnel = {
      protocol: 'websocket',
      subprotocol: 'v5.channel.k8s.io',
      sent: 0,
      received: 0,
      frames: [],
      omitted: 0,
      channels: channels.map(([name, last, isWithinLine]) => ({
        name,
        sent: nothing,
        received: { bytes: 2, frames: 1, last, ...(isWithinLine && { isWithinLine }) },
      })),
    };
    const exec = { ...exchange({ id: 1, path: '/', status: 101 }), tunnel };
    expect(createEndsWithinLine(scanKubectlFlags(['exec', 'web']))(exec)).toBe(expected);
  });
});
