export { humanAge, humanDuration } from './human-duration.ts';
export {
  createListMeta,
  createPartialMetadata,
  createPartialMetadataList,
  type ListMeta,
  type MetaVersion,
} from './partial-metadata.ts';
export type { Printer } from './printer.ts';
export { scaleTable } from './scale.ts';
export { type CustomTable, createTable, type TableOptions } from './table.ts';
