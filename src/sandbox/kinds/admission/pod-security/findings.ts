import { type JsonObject, own } from '../../../model/json.ts';
import { findObject, objectsAt } from '../../defaults/set-default.ts';
import type { Level } from './policy.ts';

/** A pod, or a template of pods, as the checks see it. */
export interface Subject {
  metadata: JsonObject;
  spec: JsonObject;
  /** Of the policy. */
  minor: number;
}

/** What a check has against a pod. */
export interface Finding {
  reason: string;
  detail: string;
}

export interface Check {
  id: string;
  level: Level;
  /** The minor version with which the check begins. */
  since: number;
  /** The check of a lower level that this one stands for. */
  overrides?: string;
  find(subject: Subject): Finding | undefined;
}

export function containersOf(spec: JsonObject): JsonObject[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => objectsAt(spec, list));
}

export function securityContextOf(owner: JsonObject): JsonObject {
  return findObject(owner, 'securityContext') ?? {};
}

/** The names of the containers of which something holds. */
export function namesOf(spec: JsonObject, holds: (container: JsonObject) => boolean): string[] {
  return containersOf(spec)
    .filter(holds)
    .map(({ name }) => String(name ?? ''));
}

/** `container "a"`, `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${plural('container', names)} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`. */
export function settersText(isPod: boolean, names: readonly string[]): string {
  return [...(isPod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
}

export function quoted(items: readonly string[]): string {
  return items.length === 0 ? '' : `"${items.join('", "')}"`;
}

export function plural(word: string, items: readonly unknown[]): string {
  return items.length === 1 ? word : `${word}s`;
}

/** Each value once, sorted. */
export function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

export function isWindows(spec: JsonObject): boolean {
  return findObject(spec, 'os')?.name === 'windows';
}

/** Since 1.35 a pod in a user namespace of its own may be root there. */
export function isInUserNamespace({ spec, minor }: Subject): boolean {
  return minor >= 35 && own(spec, 'hostUsers') === false;
}
