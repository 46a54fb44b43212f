import { expect, it } from 'vitest';
import type { Side } from '../../../src/exchange/tunnel.ts';
import { createTunnelRecord } from '../../../src/proxy/tunnel/tunnel-record.ts';

const STATUS = Buffer.from('\x03{"metadata":{},"status":"Success"}');

function faultOf(subresource: string, { said = false, subprotocol = 'v4.channel.k8s.io' }, ...ends: End[]) {
  const record = createTunnelRecord(
    { protocol: 'websocket', subprotocol, extensions: '', subresource, ports: [80] },
    { captureLimit: 1024, payloads: false },
  );
  if (said) record.push('server', Buffer.concat([Buffer.from([0x82, STATUS.length]), STATUS]), 1);
  for (const [from, reset] of ends) record.end(from, reset, 2);
  return record.fault();
}

type End = [from: Side, reset: boolean];

it.each<[string, End[]]>([
  ['the server resets the connection', [['server', true]]],
  [
    'the server closes, and then kubectl',
    [
      ['server', false],
      ['client', false],
    ],
  ],
  ['kubectl resets the connection', [['client', true]]],
])('once the status is there, it is no fault that %s', (_, ends) => {
  expect(faultOf('exec', { said: true }, ...ends)).toBeUndefined();
});

it.each(['exec', 'attach', 'portforward'])('kubectl ends %s as it likes', (subresource) => {
  expect(faultOf(subresource, {}, ['client', true])).toBeUndefined();
  expect(faultOf(subresource, {}, ['client', false], ['server', true])).toBeUndefined();
  expect(faultOf(subresource, {})).toBeUndefined();
});

it('a server that goes away is told', () => {
  expect(faultOf('exec', {}, ['server', true])).toBe('the server reset the connection');
  expect(faultOf('exec', {}, ['server', false])).toBe(
    'the server closed the connection before the command had ended',
  );
  expect(faultOf('portforward', {}, ['server', false])).toBe('the server closed the connection');
});

it('protocols that say nothing of success may end without it', () => {
  expect(faultOf('exec', { subprotocol: 'channel.k8s.io' }, ['server', false])).toBeUndefined();
  expect(faultOf('exec', { subprotocol: 'v3.channel.k8s.io' }, ['server', false])).toBeUndefined();
  expect(faultOf('exec', { subprotocol: 'v10.channel.k8s.io' }, ['server', false])).toMatch('before');
});
