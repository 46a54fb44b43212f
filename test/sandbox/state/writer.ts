// A process of the property test: creates objects and counts up a shared one until it is killed, and tells of each
// write that was acknowledged: `<name> <count>`.
import { openState } from '../../../src/sandbox/state/index.ts';
import { configMap, seed } from './factory.ts';

const [path = '', name = ''] = process.argv.slice(2);
const state = openState({ path, seed, notice: (text) => process.stdout.write(`! ${text}\n`) });
const filler = 'x'.repeat(2000);
/** Large, so that compactions come often. */
const large = 'x'.repeat(40_000);
for (let number = 0; ; number++) {
  const own = `${name}-${number}`;
  await Promise.all([
    state.commit((transaction) => transaction.put('configmaps', configMap(own, { filler }))),
    state.commit((transaction) => {
      const before = transaction.get('configmaps', 'default', 'shared');
      const data = (before?.data ?? {}) as Record<string, string>;
      const count = Number(data.count ?? 0) + 1;
      transaction.put('configmaps', configMap('shared', { count: String(count), large }));
      if (number % 3 === 2) transaction.remove('configmaps', configMap(`${name}-${number - 1}`));
    }),
  ]);
  process.stdout.write(`${own}\n`);
}
