export { applyConfiguration } from './apply-configuration.ts';
export { type FieldManagerScope, updateManagedFields } from './field-manager.ts';
export { keepTimes } from './keep-times.ts';
export { managerName } from './manager-name.ts';
export { readManagers } from './managers.ts';
export { replicasEntries, scaleEntries } from './scale-entries.ts';
