import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../../src/sandbox/model/state.ts';
import { openState } from '../../../src/sandbox/state/index.ts';
import { encodeRecord } from '../../../src/sandbox/state/record.ts';
import { inspectState, resetState } from '../../../src/sandbox/state/stored-state.ts';
import { configMap, laterSeed, names, seed, temporaryState } from './factory.ts';

/** A state with five objects, of which nobody is using the file. */
async function createFile(): Promise<string> {
  const path = temporaryState();
  const state = openState({ path, seed });
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await state.commit((transaction) => transaction.put('configmaps', configMap(name)));
  await state.close();
  return path;
}

async function reopen(path: string): Promise<{ kept: (string | undefined)[]; notices: string[] }> {
  const notices: string[] = [];
  const state = openState({ path, seed, notice: (text) => notices.push(text) });
  const kept = names(state.read().list('configmaps'));
  await state.close();
  return { kept, notices };
}

const setAside = (path: string) => readdirSync(dirname(path)).filter((name) => name.includes('.damaged-'));

describe('the file', () => {
  it('is for its owner alone, also where it was not', async () => {
    const path = await createFile();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o644);
    await reopen(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps the time and the uids of the first use', async () => {
    const path = temporaryState();
    const identities = async (from: typeof seed) => {
      const state = openState({ path, seed: from });
      const list = state.read().list('namespaces');
      await state.close();
      return list.map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.creationTimestamp}`);
    };
    const first = await identities(seed);
    expect(statSync(path).size).toBeLessThan(1000);
    expect(await identities(seed)).toEqual(first);
    const later = await identities(laterSeed);
    expect(later).toHaveLength(3);
    expect(later).toEqual(expect.arrayContaining(first));
  });

  it('is refused where a later version has written it', () => {
    const path = temporaryState();
    mkdirSync(dirname(path));
    const header = '{"after":"","kind":"header","format":2,"generation":1}';
    writeFileSync(path, encodeRecord(header).bytes);
    expect(() => openState({ path, seed })).toThrow('was written by a later version');
    expect(readFileSync(path, 'utf8')).toContain(header);
  });
});

describe('a torn end', () => {
  it('of any length costs only what was not acknowledged', async () => {
    const path = await createFile();
    const whole = readFileSync(path);
    const last = whole.lastIndexOf('\n', whole.length - 2);
    // Without its last newline alone a record is whole, and counts from the next write on.
    for (let end = last; end < whole.length - 1; end += 7) {
      writeFileSync(path, whole.subarray(0, end));
      expect(await reopen(path)).toEqual({ kept: ['a', 'b', 'c', 'd'], notices: [] });
      const state = openState({ path, seed });
      await state.commit((transaction) => transaction.put('configmaps', configMap('f')));
      await state.close();
      expect(await reopen(path)).toEqual({ kept: ['a', 'b', 'c', 'd', 'f'], notices: [] });
    }
  });
});

describe('a damaged file', () => {
  it('is set aside, wherever a bit was flipped, and all else is kept', async () => {
    const path = await createFile();
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 13) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 4, at);
      writeFileSync(path, flipped);
      const { kept, notices } = await reopen(path);
      // One record at most, or two where the newline between them was hit.
      expect(kept.length).toBeGreaterThanOrEqual(3);
      if (kept.length < 5) {
        expect(notices).toHaveLength(1);
        const [aside = ''] = setAside(path);
        expect(notices[0]).toContain(aside);
      }
      for (const name of readdirSync(dirname(path))) rmSync(`${dirname(path)}/${name}`);
    }
  });

  it('is kept as it was', async () => {
    const path = await createFile();
    const damaged = readFileSync(path);
    damaged.write('####', 400);
    writeFileSync(path, damaged);
    await reopen(path);
    const [aside = ''] = setAside(path);
    expect(
      readFileSync(`${dirname(path)}/${aside}`)
        .subarray(0, damaged.length)
        .equals(damaged),
    ).toBe(true);
    // Nothing is wrong with what took over.
    expect((await reopen(path)).notices).toEqual([]);
  });

  it('may hold no line of ours at all', async () => {
    const path = temporaryState();
    mkdirSync(dirname(path));
    writeFileSync(path, 'hello\nworld\n');
    const { kept, notices } = await reopen(path);
    expect(kept).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(setAside(path)).toHaveLength(1);
  });

  it('does not trouble a process that still knows all of it', async () => {
    const path = await createFile();
    const live = openState({ path, seed });
    live.read();
    const whole = readFileSync(path);
    // The last record: what it held is lost to everybody else.
    const at = whole.length - 20;
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 4, at);
    writeFileSync(path, flipped);
    await reopen(path);
    await live.commit((transaction) => transaction.put('configmaps', configMap('f')));
    await live.close();
    expect((await reopen(path)).kept).toEqual(['a', 'b', 'c', 'd', 'f']);
  });
});

describe('a file that goes away under a process', () => {
  it.each([
    ['by rm', (path: string) => rmSync(path)],
    ['by mv', (path: string) => renameSync(path, `${path}.other`)],
    ['by truncation', (path: string) => truncateSync(path)],
    ['by a reset', (path: string) => void resetState(path, seed)],
  ])('%s begins anew, and its watches are told', async (_name, remove) => {
    const path = await createFile();
    const state = openState({ path, seed });
    const events: WatchEvent[] = [];
    state.watch('configmaps', state.read().resourceVersion, (more) => events.push(...more));
    remove(path);
    await state.commit((transaction) => transaction.put('configmaps', configMap('z')));
    expect(names(state.read().list('configmaps'))).toEqual(['z']);
    await Promise.resolve();
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      'DELETED a',
      'DELETED b',
      'DELETED c',
      'DELETED d',
      'DELETED e',
      'ADDED z',
    ]);
    await state.close();
    expect((await reopen(path)).kept).toEqual(['z']);
  });
});

describe('what is stored', () => {
  it('is told without the seed, and what was set aside', async () => {
    const path = await createFile();
    const state = openState({ path, seed });
    await state.commit((transaction) => {
      const [first] = transaction.list('namespaces');
      if (first !== undefined) transaction.remove('namespaces', first);
    });
    await state.close();
    writeFileSync(`${path}.damaged-x`, '');
    expect(inspectState(path, seed)).toEqual({
      bytes: statSync(path).size,
      storages: [
        { storage: 'configmaps', created: 5, changed: 0, deleted: 0 },
        { storage: 'namespaces', created: 0, changed: 0, deleted: 1 },
      ],
      setAside: ['sandbox.jsonl.damaged-x'],
    });
    expect(resetState(path, seed)?.storages).toHaveLength(2);
    expect(inspectState(path, seed)?.storages).toEqual([]);
  });

  it('is nothing where there is no file, and none is made', () => {
    const path = temporaryState();
    expect(inspectState(path, seed)).toBeUndefined();
    expect(resetState(path, seed)).toBeUndefined();
  });
});

describe('a full disk', () => {
  it.runIf(process.platform === 'linux')('fails the write, and keeps what was there', async () => {
    // /dev/full takes no byte; as the file of a state it can be opened, and that is all.
    expect(() => openState({ path: '/dev/full', seed })).toThrow(/ENOSPC/);
  });

  it('leaves a torn line at most, after which others go on', async () => {
    const path = await createFile();
    appendFileSync(path, '\n00000400 0123456789abcdef {"after":"');
    expect((await reopen(path)).kept).toHaveLength(5);
  });
});
