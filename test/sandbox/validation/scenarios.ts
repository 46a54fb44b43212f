import * as admission from './cases/admission.ts';
import type { Scenario } from './cases/case.ts';
import * as certificates from './cases/certificates.ts';
import * as core from './cases/core.ts';
import * as devices from './cases/devices.ts';
import * as flowControl from './cases/flow-control.ts';
import * as migrations from './cases/migrations.ts';
import * as networking from './cases/networking.ts';
import * as pods from './cases/pods.ts';
import * as policies from './cases/policies.ts';
import * as storage from './cases/storage.ts';
import * as workloads from './cases/workloads.ts';

/** By the names of the files of the cases. */
export const SCENARIO_FILES: Readonly<Record<string, Readonly<Record<string, Scenario>>>> = {
  pods,
  workloads,
  core,
  policies,
  networking,
  storage,
  admission,
  certificates,
  devices,
  migrations,
  flowControl,
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.assign(
  {},
  ...Object.values(SCENARIO_FILES),
);
