export { setDefaults } from './defaults/index.ts';
export { strategyOf } from './strategies/index.ts';
