export { humanAge, humanDuration } from './human-duration.ts';
export {
  createListMeta,
  createPartialMetadata,
  createPartialMetadataList,
  type ListMeta,
} from './partial-metadata.ts';
export { type CustomTable, createTable, type TableOptions } from './table.ts';
