export { applyPatch, type PatchRequest, type PatchType } from './apply-patch.ts';
export { readConfiguration, strictApplyError, strictApplyWarnings } from './read-configuration.ts';
