import { describe, expect, it } from 'vitest';
import type { Tunnel } from '../../src/exchange/tunnel.ts';
import { createRenderer as createTable } from '../../src/render/table.ts';
import { createRenderer } from '../../src/render/text.ts';
import { exchange, renderRun } from './factory.ts';
import { execTunnel, portForwardTunnel, tunnelExchange } from './tunnels.ts';

/** What the reading view, or the ladder, says from the line that begins with `from` on. */
function tail(tunnel: Tunnel, from: string, settings: Parameters<typeof renderRun>[2] = {}): string[] {
  const text = renderRun(createRenderer, [tunnelExchange(tunnel)], { summary: false, ...settings });
  const lines = text.trimEnd().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith(from)));
}

describe('the reading view', () => {
  it('exec: the command, the channels, the exit code; no payload', () => {
    const lines = tail(execTunnel(), 'Command:');
    expect(lines.slice(0, 3)).toEqual([
      "Command: sh -c 'cat; exit 3'",
      '                             (container app; stdin, stdout, stderr; no terminal)',
      'Response Status: 101 Switching Protocols in 20 milliseconds',
    ]);
    expect(tail(execTunnel(), 'Tunnel:')).toEqual([
      'Tunnel: WebSocket, v5.channel.k8s.io, open for 48 milliseconds — exit code 3',
      '    CHANNEL   SENT   RECEIVED   MILLISECONDS',
      '    stdin     4 B    -          27             ended by kubectl',
      '    stdout    -      4 B        28',
      '    error     -      212 B      63',
      '    [what passed is not recorded: --payloads]',
    ]);
  });

  it('payloads where they were recorded, escaped', () => {
    const tunnel = execTunnel(true);
    const [stdout] = tunnel.channels;
    if (stdout?.received.payload !== undefined)
      stdout.received.payload = { text: '\u001b[2Jabc\n', masked: 2 };
    const lines = tail(tunnel, '    stdin, sent:');
    expect(lines).toEqual([
      '    stdin, sent:',
      '        abc',
      '    stdout, received:                       (2 values masked: --show-secrets)',
      '        \\u001b[2Jabc',
    ]);
  });

  it.each([
    [{ status: 'Success', code: 0 }, 'exit code 0'],
    [{ status: 'Failure', code: 137 }, 'exit code 137 (128 + SIGKILL)'],
    [{ status: 'Failure', message: 'container not\nfound' }, 'container not\\nfound'],
    [{ status: '', message: 'gone' }, 'gone'],
  ])('%j is told as %s', (exit, words) => {
    expect(tail({ ...execTunnel(), exit }, 'Tunnel:', { width: 200 })[0]).toMatch(
      new RegExp(`— ${words.replaceAll(/[(+)\\]/g, '\\$&')}$`),
    );
  });

  it('no exit status, and a close that tells why', () => {
    const { exit: _, ...tunnel } = execTunnel();
    const close = { from: 'server', at: 1, code: 1011, reason: 'oom' } as const;
    expect(tail({ ...tunnel, close }, 'Tunnel:', { width: 200 })[0]).toMatch(
      /— closed by the server with code 1011: oom, without an exit status$/,
    );
  });

  it.each([
    [{ from: 'client', at: 1 }, 'ended by kubectl, without an exit status'],
    [{ from: 'server', at: 1, reset: true }, 'broken off by the server, without an exit status'],
  ] as const)('no exit status, and %j', (end, words) => {
    const { exit: _, ...tunnel } = execTunnel();
    expect(tail({ ...tunnel, end }, 'Tunnel:', { width: 200 })[0]?.endsWith(`— ${words}`)).toBe(true);
  });

  it('port-forward: a line a connection, and what the server says of a port', () => {
    expect(tail(portForwardTunnel(), 'Tunnel:', { width: 120 })).toEqual([
      'Tunnel: SPDY/3.1 in a WebSocket, portforward.k8s.io, 2 connections, open for 48 milliseconds',
      '    CHANNEL        SENT   RECEIVED   MILLISECONDS',
      '    port 8080 #0   87 B   15 KiB     2218-2272      ended by the server',
      '    port 8080 #1   -      -',
      '    [what passed is not recorded: --payloads]',
      '    port 8080 #1 error, received:',
      '        error forwarding port 8080: connect: connection refused',
    ]);
  });

  it('the sizes of the terminal', () => {
    const text = '{"Width":80,"Height":24}\n{"Width":90,"Height":24}\n{"Width":120,"Height":40}\n';
    const sent = { bytes: text.length, frames: 3, first: 1, last: 900, payload: { text, masked: 0 } };
    const channels = [{ name: 'resize', sent, received: { bytes: 0, frames: 0 } }];
    expect(tail({ ...execTunnel(), channels }, 'Tunnel:', { width: 120 }).at(-1)).toMatch(
      / 1-900 +80x24 … 120x40$/,
    );
  });

  it('what is not decoded', () => {
    const tunnel = { ...execTunnel(), channels: [], undecoded: 'there is no opcode 3' };
    expect(tail(tunnel, 'Tunnel:', { width: 120 }).slice(1)).toEqual([
      '    [not decoded: there is no opcode 3; 27 B sent, 230 B received]',
    ]);
  });

  it('many connections are cut, and counted', () => {
    const one = portForwardTunnel().channels.find(({ name }) => name === 'data');
    if (one === undefined) throw new Error('no data channel');
    const channels = Array.from({ length: 40 }, (_, connection) => ({ ...one, connection }));
    const { connection: _, ...shared } = one;
    const tunnel = { ...portForwardTunnel(), channels: [...channels, { ...shared, streams: 60 }] };
    const lines = tail(tunnel, 'Tunnel:', { width: 120 });
    expect(lines[0]).toContain('100 connections');
    expect(lines).toContain('    [… 29 more rows: -v 9]');
    expect(lines.length).toBeLessThan(20);
  });

  it('a refused WebSocket, and SPDY after it, are told as what they are', () => {
    const path = '/api/v1/namespaces/default/pods/web/exec?command=date';
    const upgrade = (to: string) => ({ requestHeaders: [['Upgrade', to] as const] });
    const refused = exchange({
      id: 2,
      path,
      ...upgrade('websocket'),
      status: 400,
      statusText: 'Bad Request',
    });
    const spdy = { ...execTunnel(), protocol: 'spdy/3.1', subprotocol: 'v4.channel.k8s.io' };
    const second = tunnelExchange(spdy, { id: 3, method: 'POST', path, ...upgrade('SPDY/3.1') });
    const text = renderRun(createRenderer, [refused, second], { width: 200, summary: false });
    expect(text).toContain('400 Bad Request in 3 milliseconds — no WebSocket: kubectl can try SPDY');
    expect(text).toContain('; SPDY, as the WebSocket of #2 was refused');
    expect(text).toContain('Tunnel: SPDY/3.1, v4.channel.k8s.io');
  });
});

describe('the ladder', () => {
  it('-v 8 lists channels and frames with their times', () => {
    const lines = tail(execTunnel(), 'Tunnel:', { verbosity: 8 });
    expect(lines.slice(0, 4)).toEqual([
      'Tunnel: WebSocket, v5.channel.k8s.io, 27 bytes sent, 230 received (exit code 3)',
      '    stdin, sent: 4 bytes in 1 frame',
      '    stdout, received: 4 bytes in 1 frame',
      expect.stringMatching(/^ {4}error, received: 212 bytes in 1 frame: \{"metadata":\{\},/),
    ]);
    expect(lines.slice(4, 8)).toEqual([
      'Tunnel Frames:',
      '         25.4 ms  server, binary, stdout, 0 bytes',
      '         26.7 ms  client, binary, stdin, 4 bytes',
      '         27.1 ms  client, binary, stdin, 0 bytes, the last',
    ]);
  });

  it('says how many frames are left out', () => {
    expect(tail(portForwardTunnel(), 'Tunnel:', { verbosity: 9 }).at(-1)).toBe('    [… 12 more frames]');
  });

  it('-v 7 has none of it', () => {
    expect(renderRun(createRenderer, [tunnelExchange(execTunnel())], { verbosity: 7 })).not.toContain(
      'Tunnel',
    );
  });
});

it('the summary counts the bytes of the tunnel, and names the exit code', () => {
  const [, row = ''] = renderRun(createTable, [tunnelExchange(execTunnel())], { width: 120 }).split('\n');
  expect(row).toMatch(/101 Switching Protocols, exit 3 +68 +27 B +230 B$/);
  // By kubectl's clock it would end where it begins.
  const ladder = renderRun(createTable, [tunnelExchange(execTunnel())], { width: 120, verbosity: 8 });
  expect(ladder.split('\n')[1]).toBe(row);
});
