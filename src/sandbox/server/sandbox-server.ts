import type { Documents } from '../catalog/documents.ts';
import type { Catalog } from '../model/catalog.ts';
import type { ResourceInfo } from '../model/resource.ts';
import type { ObjectState } from '../model/state.ts';
import type { User } from '../model/user.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import type { CustomResources } from './custom-resources.ts';

/** What all requests share. */
export interface SandboxServer {
  catalog: Catalog;
  state: ObjectState;
  /** The users that the sandbox is started with, by their tokens. */
  users: ReadonlyMap<string, User>;
  /** Where clients reach it: `127.0.0.1:6443`. */
  address: string;
  documents: Documents;
  custom: CustomResources;
  /** The rules of a built-in resource. */
  rulesOf(resource: ResourceInfo): KindRules;
}
