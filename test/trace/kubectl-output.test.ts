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
});
