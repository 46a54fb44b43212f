import type { Scenario } from './cases/case.ts';
import * as core from './cases/core.ts';
import { pods } from './cases/pods.ts';
import * as workloads from './cases/workloads.ts';

export const SCENARIOS: Readonly<Record<string, Scenario>> = { pods, ...workloads, ...core };
