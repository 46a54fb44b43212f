import type { ResourceInfo } from '../model/resource.ts';
import type { Printer, PrinterTable } from './printer.ts';
import { accessPrinters } from './rows/access.ts';
import { admissionPrinters } from './rows/admission.ts';
import { autoscalingPrinters } from './rows/autoscaling.ts';
import { clusterPrinters } from './rows/cluster.ts';
import { customResourceDefinitionPrinters } from './rows/custom-resource-definitions.ts';
import { dynamicResourcePrinters } from './rows/dynamic-resources.ts';
import { eventPrinters } from './rows/events.ts';
import { flowControlPrinters } from './rows/flow-control.ts';
import { networkPrinters } from './rows/network.ts';
import { nodePrinters } from './rows/nodes.ts';
import { podPrinters } from './rows/pods.ts';
import { createdAt, nameOf } from './rows/read.ts';
import { storagePrinters } from './rows/storage.ts';
import { workloadPrinters } from './rows/workloads.ts';

/** pkg/printers/internalversion/printers.go: all that it knows and the server serves. */
const PRINTERS: PrinterTable = {
  ...podPrinters,
  ...workloadPrinters,
  ...autoscalingPrinters,
  ...networkPrinters,
  ...nodePrinters,
  ...storagePrinters,
  ...clusterPrinters,
  ...eventPrinters,
  ...accessPrinters,
  ...admissionPrinters,
  ...flowControlPrinters,
  ...dynamicResourcePrinters,
  ...customResourceDefinitionPrinters,
};

/** The printer of a built-in resource; undefined where the server has none either. */
export function printerOf({ kind, storageVersion }: ResourceInfo): Printer | undefined {
  return PRINTERS[`${storageVersion.group}/${kind}`];
}

/** What the server shows of kinds that it has no printer for (apiserver pkg/registry/rest/table.go). */
export const DEFAULT_PRINTER: Printer = {
  printRow: (object) => [nameOf(object), createdAt(object)],
  hasNullRows: true,
};
