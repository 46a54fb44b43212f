import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { Seed } from '../../../src/sandbox/state/index.ts';

export function configMap(name: string, data: Record<string, string> = {}, namespace = 'default'): ApiObject {
  return {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name, namespace, uid: randomUUID(), creationTimestamp: '2026-11-22T10:00:00Z' },
    data,
  };
}

function namespace(name: string, uid: string, created: Date): ApiObject {
  const creationTimestamp = `${created.toISOString().slice(0, 19)}Z`;
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name, uid, creationTimestamp } };
}

/** Two namespaces. */
export const seed: Seed = (created, uidFor) =>
  ['default', 'kube-system'].map((name) => ({
    storage: 'namespaces',
    object: namespace(name, uidFor(`of ${name}`), created),
  }));

/** A later release's: one more. */
export const laterSeed: Seed = (created, uidFor) => [
  ...seed(created, uidFor),
  { storage: 'namespaces', object: namespace('demo', uidFor('of demo'), created) },
];

/** A path in a folder that goes with the test. */
export function temporaryState(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state', 'sandbox.jsonl');
}

export const names = (objects: readonly ApiObject[]) => objects.map(({ metadata }) => metadata.name);
