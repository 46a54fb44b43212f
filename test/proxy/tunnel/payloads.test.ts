import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../../src/render/formats.ts';
import { newestKubectl } from '../../kubeconfig/kubectls.ts';
import { onChannel, startExecServer, succeed } from './exec-server.ts';

/** What the user types, and what the container answers: of no shape that a rule would know. */
const TYPED = 'planted-stdin-hunter2';
const PRINTED = 'planted-stdout-hunter3';
const TOKEN = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"planted"}').toString('base64url')}.c2lnbmF0dXJl`;

const forms = (secret: string) =>
  [0, 1, 2].map((shift) => {
    // In base64 it looks otherwise at each of three places; its middle is the same.
    const encoded = Buffer.from(' '.repeat(shift) + secret).toString('base64');
    return encoded.slice(4, -4);
  });
const traces = [TYPED, PRINTED, ...forms(TYPED), ...forms(PRINTED)];

/** Runs `exec -i` with TYPED as its input, and returns all that the trace says. */
async function trace(options: readonly string[]): Promise<{ text: string; code: number | null }> {
  const traced = await startExecServer(newestKubectl?.path ?? '', (socket) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] !== 255) return;
      // In pieces of a few bytes, as terminals give them.
      for (const piece of `${PRINTED} ${TOKEN}\n`.match(/.{1,5}/gs) ?? []) socket.send(onChannel(1, piece));
      succeed(socket);
    });
  });
  const input = join(traced.folder, 'input');
  const written = join(traced.folder, 'trace');
  writeFileSync(input, `${TYPED}\n`);
  const stdin = openSync(input, 'r');
  try {
    const { code, stderr } = await traced.start(
      ['-w', written, ...options, 'exec', '-i', 'web', '--', 'cat'],
      stdin,
    ).ended;
    return { text: `${readFileSync(written, 'utf8')}${stderr}`, code };
  } finally {
    closeSync(stdin);
    traced.close();
  }
}

describe.skipIf(newestKubectl === undefined)('what passes through exec', () => {
  const cases = [...FORMAT_NAMES.map((name) => ['-o', name]), ['-v', '6'], ['-v', '8'], ['-v', '10']];

  it.each(cases)('does not appear with %s %s', { timeout: 20_000 }, async (...options) => {
    const { text, code } = await trace([...options, '--show-secrets=all']);
    expect(code).toBe(0);
    expect(text.length).toBeGreaterThan(0);
    expect(traces.filter((one) => text.includes(one))).toEqual([]);
  });

  it.each([[[]], [['-v', '8']], [['-o', 'jsonl']]])(
    'appears with --payloads and %j, tokens masked',
    { timeout: 20_000 },
    async (options) => {
      const { text } = await trace([...options, '--payloads']);
      expect(text).toContain(TYPED);
      expect(text).toContain(PRINTED);
      expect(text).not.toContain(TOKEN);
      expect((await trace([...options, '--payloads', '--show-secrets=all'])).text).toContain(TOKEN);
    },
  );

  it('appears in HAR, message by message', { timeout: 20_000 }, async () => {
    const { text } = await trace(['-o', 'har', '--payloads']);
    const { log } = JSON.parse(text);
    const messages = log.entries.at(-1)._webSocketMessages as { type: string; data: string }[];
    const sent = messages
      .filter(({ type }) => type === 'send')
      .map(({ data }) => Buffer.from(data, 'base64'));
    expect(sent[0]?.toString('latin1')).toBe(`\u0000${TYPED}\n`);
    expect(text).not.toContain(TOKEN);
    const received = messages
      .filter(({ type }) => type === 'receive')
      .map(({ data }) => Buffer.from(data, 'base64').toString('latin1').slice(1));
    expect(received.join('')).toContain(PRINTED);
    expect(received.join('')).not.toContain('planted.');
    expect(received.join('')).not.toContain('eyJ');
  });
});
