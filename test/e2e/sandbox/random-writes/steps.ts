import { isObject, type Json, type JsonObject } from '../../../../src/sandbox/model/json.ts';
import { mergeParts, type RandomKind } from './kinds.ts';
import type { Random } from './random.ts';

/** One request; the same for both servers, but for what it makes of the stored object. */
export interface Step {
  /** For messages: `apply Deployment by m1`. */
  what: string;
  /** By which the answers' uids and resourceVersions are counted. */
  object: string;
  method: string;
  path: string;
  contentType?: string;
  userAgent?: string;
  body?: Json;
  /** For a PUT: what becomes of the object that is stored, which is read first. */
  modify?: (stored: JsonObject) => JsonObject;
}

const MANAGERS = ['m1', 'm2', 'm3', 'kubectl', 'kubectl-client-side-apply'] as const;

const APPLY = 'application/apply-patch+yaml';
const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

/** A random request to one of a few objects of a namespace. */
export function randomStep(random: Random, kinds: readonly RandomKind[], namespace: string): Step {
  const main = random.pick(kinds);
  const kind = random.chance(0.3) ? random.pick(main.otherVersions ?? [main]) : main;
  const target = new Target(random, kind, namespace, `x${random.integer(2)}`);
  const choice = random.next();
  if (choice < 0.34) return target.apply();
  if (choice < 0.46) return target.create();
  if (choice < 0.58) return target.update();
  if (choice < 0.68) return target.patch('merge patch', MERGE_PATCH, target.mergePatch());
  if (choice < 0.8) return target.patch('strategic merge patch', STRATEGIC, target.strategicPatch());
  if (choice < 0.88) return target.patch('JSON patch', JSON_PATCH, target.jsonPatch());
  if (choice < 0.95 && (kind.status.length > 0 || kind.hasScale)) return target.subresource();
  if (choice < 0.96) return target.delete();
  return target.get();
}

class Target {
  readonly #random: Random;
  readonly #kind: RandomKind;
  readonly #namespace: string;
  readonly #name: string;

  constructor(random: Random, kind: RandomKind, namespace: string, name: string) {
    this.#random = random;
    this.#kind = kind;
    this.#namespace = namespace;
    this.#name = name;
  }

  apply(): Step {
    const manager = this.#random.pick(MANAGERS);
    const force = this.#random.chance(0.4) ? '&force=true' : '';
    const body = this.#random.chance(0.1) ? this.#spoiled(this.#configuration()) : this.#configuration();
    return this.#step(`apply by ${manager}`, 'PATCH', {
      path: this.#path(`?fieldManager=${manager}${force}`),
      contentType: APPLY,
      body,
    });
  }

  create(): Step {
    const path = this.#path('').replace(/\/[^/]*$/, this.#managerQuery());
    return this.#step('create', 'POST', { path, body: this.#configuration() });
  }

  update(): Step {
    const parts = this.#parts(0.3);
    const dropped = this.#random.pick(['labels', 'annotations', 'finalizers', '']);
    const path = this.#path(this.#managerQuery());
    return this.#step('update', 'PUT', {
      path,
      modify: (stored) => {
        const { [dropped]: _, ...metadata } = (stored.metadata ?? {}) as JsonObject;
        return parts.reduce(mergeParts, { ...stored, metadata });
      },
    });
  }

  patch(what: string, contentType: string, body: Json): Step {
    return this.#step(what, 'PATCH', { path: this.#path(this.#managerQuery()), contentType, body });
  }

  mergePatch(): JsonObject {
    const patch = this.#parts(0.15).reduce(mergeParts, {});
    const hasNulls = this.#kind.hasNulls !== false && this.#random.chance(0.4);
    return hasNulls ? this.#withNulls(patch) : patch;
  }

  strategicPatch(): JsonObject {
    return this.#withDirectives(this.mergePatch());
  }

  jsonPatch(): Json {
    const leaves = leavesOf(this.#parts(0.12).reduce(mergeParts, {}));
    return leaves.map(([path, value]): JsonObject => {
      const op = this.#random.pick(['add', 'add', 'replace', 'remove', 'test', 'copy']);
      if (op === 'copy') return { op, from: path, path: '/metadata/annotations/copied' };
      return op === 'remove' ? { op, path } : { op, path, value };
    });
  }

  subresource(): Step {
    const { status, hasScale } = this.#kind;
    if (status.length === 0 || (hasScale && this.#random.chance(0.3))) {
      const replicas = this.#random.integer(6);
      return this.#step('patch scale', 'PATCH', {
        path: this.#path(`/scale${this.#managerQuery()}`),
        contentType: MERGE_PATCH,
        body: { spec: { replicas } },
      });
    }
    const part = this.#random
      .some(status, 0.6)
      .reduce((all, make) => mergeParts(all, make(this.#random)), {});
    const manager = this.#random.pick(MANAGERS);
    if (this.#random.chance(0.4)) {
      return this.#step(`apply status by ${manager}`, 'PATCH', {
        path: this.#path(`/status?fieldManager=${manager}&force=true`),
        contentType: APPLY,
        body: { ...this.#identity(), ...part },
      });
    }
    return this.#step('patch status', 'PATCH', {
      path: this.#path(`/status${this.#managerQuery()}`),
      contentType: this.#random.pick([MERGE_PATCH, STRATEGIC]),
      body: part,
    });
  }

  delete(): Step {
    return this.#step('delete', 'DELETE', { path: this.#path('?gracePeriodSeconds=0') });
  }

  get(): Step {
    return this.#step('get', 'GET', { path: this.#path('') });
  }

  #step(what: string, method: string, rest: Partial<Step> & { path: string }): Step {
    const { kind, resource } = this.#kind;
    const object = `${resource}/${this.#name}`;
    const userAgent = this.#random.pick(['one/1.0', 'two', 'kubectl/v1.35.0 (linux)']);
    return { what: `${what}: ${kind} ${this.#name}`, object, method, userAgent, ...rest };
  }

  #managerQuery(): string {
    const managers = ['', ...MANAGERS.map((name) => `?fieldManager=${name}`)];
    const query = this.#random.pick(managers);
    const validation = this.#random.pick(['', '', 'fieldValidation=Strict', 'fieldValidation=Ignore']);
    if (validation === '') return query;
    return query === '' ? `?${validation}` : `${query}&${validation}`;
  }

  #path(rest: string): string {
    const { apiVersion, resource } = this.#kind;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${root}/namespaces/${this.#namespace}/${resource}/${this.#name}${rest}`;
  }

  #identity(): JsonObject {
    const { apiVersion, kind } = this.#kind;
    return { apiVersion, kind, metadata: { name: this.#name, namespace: this.#namespace } };
  }

  #configuration(): JsonObject {
    const base = mergeParts(this.#identity(), this.#kind.base);
    return this.#parts(0.2).reduce(mergeParts, base);
  }

  #parts(probability: number): JsonObject[] {
    return this.#random.some(this.#kind.features, probability).map((make) => make(this.#random));
  }

  /** With something that no schema allows, one thing at a time: the order of several is any. */
  #spoiled(configuration: JsonObject): JsonObject {
    const ways: JsonObject[] = [
      { unknown: 1 },
      { metadata: { labels: 'none' } },
      { metadata: { managedFields: [] } },
      { metadata: { annotations: { a: 1 } } },
      { kind: 'Other' },
      { apiVersion: 'v9' },
    ];
    return mergeParts(configuration, this.#random.pick(ways));
  }

  #withNulls(patch: JsonObject): JsonObject {
    const entries = Object.entries(patch).map(([key, value]): [string, Json] => {
      if (isObject(value) && !this.#random.chance(0.1)) return [key, this.#withNulls(value)];
      return [key, this.#random.chance(0.4) ? null : value];
    });
    return Object.fromEntries(entries);
  }

  #withDirectives(patch: JsonObject): JsonObject {
    const out: JsonObject = {};
    for (const [key, value] of Object.entries(patch)) {
      if (isObject(value)) {
        out[key] = this.#withDirectives(value);
        if (this.#random.chance(0.05)) out[key] = { ...(out[key] as JsonObject), $patch: 'replace' };
      } else if (Array.isArray(value) && value.length > 0) this.#addListDirective(out, key, value);
      else out[key] = value;
    }
    return out;
  }

  #addListDirective(out: JsonObject, key: string, list: Json[]): void {
    out[key] = list;
    const named = list.filter((item) => isObject(item) && typeof item.name === 'string') as JsonObject[];
    if (named.length === list.length && this.#random.chance(0.4)) {
      const order = [...named].reverse().map(({ name }) => ({ name: name as string }));
      out[key] = [...list].reverse();
      out[`$setElementOrder/${key}`] = this.#random.chance(0.5) ? [...order, { name: 'main' }] : order;
    } else if (this.#kind.hasNulls !== false && named.length === list.length && this.#random.chance(0.3)) {
      out[key] = [...named.slice(1), { $patch: 'delete', name: named[0]?.name ?? null }];
    } else if (typeof list[0] === 'string' && this.#random.chance(0.3)) {
      delete out[key];
      out[`$deleteFromPrimitiveList/${key}`] = list;
    }
  }
}

function leavesOf(value: Json, path = ''): Array<[string, Json]> {
  if (!isObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}
