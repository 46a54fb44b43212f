import * as admission from './cases/admission.ts';
import type { Scenario } from './cases/case.ts';
import * as core from './cases/core.ts';
import * as flowControl from './cases/flow-control.ts';
import * as networking from './cases/networking.ts';
import { pods } from './cases/pods.ts';
import * as policies from './cases/policies.ts';
import * as storage from './cases/storage.ts';
import * as workloads from './cases/workloads.ts';

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  pods,
  ...workloads,
  ...core,
  ...policies,
  ...networking,
  ...storage,
  ...admission,
  ...flowControl,
};
