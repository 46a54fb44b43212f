import { keySetOf } from './access/token/key-set.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { createDocuments } from './catalog/documents.ts';
import type { ResourceInfo } from './model/resource.ts';
import type { User } from './model/user.ts';
import { builtInRules } from './registry/built-in-rules.ts';
import type { KindRules } from './registry/kind-rules.ts';
import { createCustomResources } from './server/custom-resources.ts';
import { handle } from './server/handler.ts';
import { listen } from './server/http-server.ts';
import type { SandboxServer } from './server/sandbox-server.ts';
import { createSeed, openState } from './state/index.ts';
import {
  inspectState as inspectStoredState,
  resetState as resetStoredState,
  type StoredState,
} from './state/stored-state.ts';

export type { StoredState };

export interface SandboxOptions {
  /** The file in which the objects are kept; undefined keeps them in memory. */
  statePath: string | undefined;
  /** In PEM. */
  tls: { key: string; cert: string };
  /** Any free one where none is given. */
  port?: number;
  /** Who may come, and with which bearer token. */
  users: ReadonlyArray<{ token: string; user: User }>;
  /** Told what a person should know of the file: that it was damaged and where it is kept. One line. */
  notice?: (text: string) => void;
}

export interface Sandbox {
  port: number;
  /** Ends all requests, and waits until all is on disk. */
  close(): Promise<void>;
}

/**
 * Starts a small Kubernetes API server on loopback that answers as a kube-apiserver without controllers does.
 * @throws the system's errors: the port is taken, the file cannot be written
 */
export async function startSandbox({
  statePath,
  tls,
  port,
  users,
  notice,
}: SandboxOptions): Promise<Sandbox> {
  const catalog = loadCatalog();
  const state = openState({
    path: statePath,
    seed: createSeed(catalog),
    ...(notice === undefined ? {} : { notice }),
  });
  const rules = new Map<ResourceInfo, KindRules>();
  let server: SandboxServer | undefined;
  const listening = await listen({
    tls,
    port,
    handle: (request, response) => {
      if (server !== undefined) void handle(server, request, response);
    },
  });
  const address = `127.0.0.1:${listening.port}`;
  const documents = createDocuments({ serverAddress: address, keySet: () => keySetOf(state.read()) });
  server = {
    catalog,
    state,
    users: new Map(users.map(({ token, user }) => [token, user])),
    address,
    documents,
    custom: createCustomResources(catalog, documents),
    rulesOf(resource) {
      let known = rules.get(resource);
      if (known === undefined) {
        known = builtInRules(catalog, resource);
        rules.set(resource, known);
      }
      return known;
    },
  };
  return {
    port: listening.port,
    async close() {
      await listening.close();
      await state.close();
    },
  };
}

/** What is kept in a state's file; undefined where there is none. */
export const inspectState = (path: string): StoredState | undefined =>
  inspectStoredState(path, createSeed(loadCatalog()));

/** Makes a state a new one again. Returns what there was. */
export const resetState = (path: string): StoredState | undefined =>
  resetStoredState(path, createSeed(loadCatalog()));

/** The version of the API: `v1.37.2`. */
export const sandboxVersion = (): string => loadCatalog().version.gitVersion;
