import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../../src/sandbox/model/state.ts';
import { openState } from '../../../src/sandbox/state/index.ts';
import { configMap, names, seed } from './factory.ts';

const open = () => openState({ path: undefined, seed });

describe('a state', () => {
  it('begins with the seed, and counts on from there', async () => {
    const state = open();
    expect(state.read().resourceVersion).toBe(2);
    const stored = await state.commit((transaction) => transaction.put('configmaps', configMap('a')));
    expect(stored.metadata.resourceVersion).toBe('3');
    expect(Object.keys(stored.metadata)).toEqual([
      'name',
      'namespace',
      'uid',
      'resourceVersion',
      'creationTimestamp',
    ]);
  });

  it("puts the resourceVersion into a custom resource's metadata by the alphabet", async () => {
    const object = {
      apiVersion: 'a.io/v1',
      kind: 'A',
      metadata: { creationTimestamp: 'x', name: 'a', uid: 'u' },
    };
    const stored = await open().commit((transaction) => transaction.put('a.io/as', object));
    expect(Object.keys(stored.metadata)).toEqual(['creationTimestamp', 'name', 'resourceVersion', 'uid']);
  });

  it("lists in the order of etcd's keys", async () => {
    const state = open();
    await state.commit((transaction) => {
      for (const [namespace, name] of [
        ['a', 'x'],
        ['a-b', 'z'],
        ['a-b', 'y'],
        ['b', 'w'],
      ] as const)
        transaction.put('configmaps', configMap(name, {}, namespace));
    });
    expect(names(state.read().list('configmaps'))).toEqual(['y', 'z', 'x', 'w']);
    expect(names(state.read().list('configmaps', 'a-b'))).toEqual(['y', 'z']);
    await state.commit((transaction) => transaction.put('configmaps', configMap('yy', {}, 'a-b')));
    expect(names(state.read().list('configmaps', 'a-b'))).toEqual(['y', 'yy', 'z']);
  });

  it('keeps nothing of a change that throws, and all of the others', async () => {
    const state = open();
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) =>
        state.commit((transaction) => {
          transaction.put('configmaps', configMap(name));
          if (name === 'b') throw new Error('no');
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(names(state.read().list('configmaps'))).toEqual(['a', 'c']);
    expect(state.read().resourceVersion).toBe(4);
  });

  it('lets one of a thousand creators of the same name win', async () => {
    const state = open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1000 }, () =>
        state.commit((transaction) => {
          if (transaction.get('configmaps', 'default', 'a') !== undefined) throw new Error('there');
          transaction.put('configmaps', configMap('a'));
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('shows a view as it was, whatever is written later', async () => {
    const state = open();
    await state.commit((transaction) => transaction.put('configmaps', configMap('a', { n: '1' })));
    await state.commit((transaction) => transaction.put('configmaps', configMap('b')));
    const before = state.read();
    await state.commit((transaction) => {
      transaction.put('configmaps', configMap('a', { n: '2' }));
      transaction.remove('configmaps', configMap('b'));
      transaction.put('configmaps', configMap('c'));
    });
    expect(names(before.list('configmaps'))).toEqual(['a', 'b']);
    expect(before.get('configmaps', 'default', 'a')?.data).toEqual({ n: '1' });
    expect(before.get('configmaps', 'default', 'c')).toBeUndefined();
    expect(names(state.read(3).list('configmaps'))).toEqual(['a']);
    expect(names(state.read().list('configmaps'))).toEqual(['a', 'c']);
  });

  it('keeps keys that mean something to JavaScript', async () => {
    const state = open();
    const data = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    await state.commit((transaction) => transaction.put('configmaps', configMap('__proto__', data)));
    expect(JSON.stringify(state.read().get('configmaps', 'default', '__proto__')?.data)).toBe(
      '{"__proto__":"x","constructor":"y"}',
    );
  });
});

describe('a watch', () => {
  const collect = () => {
    const events: WatchEvent[] = [];
    return { events, onEvents: (more: readonly WatchEvent[]) => void events.push(...more) };
  };
  const tell = (events: readonly WatchEvent[]) =>
    events.map(({ type, resourceVersion, object }) => `${type} ${object.metadata.name} ${resourceVersion}`);

  it('shows the writes since a version, and those to come, of its storage alone', async () => {
    const state = open();
    await state.commit((transaction) => transaction.put('configmaps', configMap('a')));
    const { events, onEvents } = collect();
    const stop = state.watch('configmaps', 2, onEvents);
    await state.commit((transaction) => {
      transaction.put('secrets', configMap('s'));
      transaction.put('configmaps', configMap('a'));
      transaction.remove('configmaps', configMap('a'));
    });
    await Promise.resolve();
    expect(tell(events)).toEqual(['ADDED a 3', 'MODIFIED a 5', 'DELETED a 6']);
    expect(events[2]?.previous?.metadata.resourceVersion).toBe('5');
    expect(events[2]?.object.metadata.resourceVersion).toBe('6');
    stop();
    await state.commit((transaction) => transaction.put('configmaps', configMap('b')));
    expect(events).toHaveLength(3);
  });

  it.each([
    ['before all that is known', 1],
    ['in the future', 9],
  ])('from a version %s has expired', (_name, version) => {
    const state = open();
    expect(() => state.watch('configmaps', version, () => undefined)).toThrow(
      `too old resource version: ${version} (2)`,
    );
  });

  it('has expired after ten thousand other writes', async () => {
    const state = open();
    await Promise.all(
      Array.from({ length: 12_000 }, (_, index) =>
        state.commit((transaction) => transaction.put('configmaps', configMap(`c${index % 10}`))),
      ),
    );
    expect(() => state.watch('configmaps', 2, () => undefined)).toThrow(
      /^too old resource version: 2 \(\d+\)$/,
    );
    const { events, onEvents } = collect();
    state.watch('configmaps', 12_002 - 10_000, onEvents);
    await Promise.resolve();
    expect(events).toHaveLength(10_000);
  });
});
