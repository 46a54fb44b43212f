export { admit, admitUnstored, validateAdmission } from './admission/index.ts';
export { convert } from './conversion/index.ts';
export { setDefaults } from './defaults/index.ts';
export { shareLabels } from './defaults/workloads.ts';
export { strategyOf } from './strategies/index.ts';
