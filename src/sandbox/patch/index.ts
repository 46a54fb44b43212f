export { applyPatch, type PatchedObject, type PatchRequest, type PatchType } from './apply-patch.ts';
export {
  type Configuration,
  readConfiguration,
  strictApplyError,
  strictApplyWarnings,
} from './read-configuration.ts';
