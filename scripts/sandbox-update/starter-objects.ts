import { readFileSync } from 'node:fs';
import { JSON_SCHEMA, load, mergeTag } from 'js-yaml';

/** How the starter objects get to a server: a method, a path and a body; the answer's object, or an error is thrown. */
export type SendJson = (method: string, path: string, body: object) => Promise<unknown>;

interface StarterEntry {
  fieldManager: string;
  statusManager?: string;
  object: {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; ownerReferences?: Reference[] };
    status?: object;
  };
}

interface Reference {
  kind: string;
  name: string;
  uid?: string;
}

/**
 * Creates the objects that a new sandbox starts with (starter.yaml) on a real server, by the same steps as a cluster
 * takes: the object first, then its status.
 */
export async function createStarterObjects(send: SendJson): Promise<void> {
  const uids = new Map<string, string>();
  for (const { fieldManager, statusManager, object } of readEntries()) {
    const path = collectionOf(object);
    const { status, ...rest } = withUids(object, uids);
    const created = await send('POST', `${path}?fieldManager=${fieldManager}`, rest);
    uids.set(`${object.kind} ${object.metadata.name}`, uidOf(created));
    const itsPath = `${path}/${object.metadata.name}`;
    // Admission taints each new node as not ready; a controller would take it away.
    if (object.kind === 'Node') {
      await send('PATCH', `${itsPath}?fieldManager=kube-controller-manager`, { spec: { taints: null } });
    }
    if (status !== undefined)
      await send('PATCH', `${itsPath}/status?fieldManager=${statusManager}`, { status });
  }
}

function readEntries(): StarterEntry[] {
  const text = readFileSync(new URL('starter.yaml', import.meta.url), 'utf8');
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  return load(text.replaceAll(/\bNOW\b(?!`)/g, now), {
    schema: JSON_SCHEMA.withTags(mergeTag),
  }) as StarterEntry[];
}

/** The entry's object with the uids of the objects that it names, where the API has a place for them. */
function withUids(object: StarterEntry['object'], uids: ReadonlyMap<string, string>): StarterEntry['object'] {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) => {
      if (key === 'ownerReferences') return (value as Reference[]).map(named);
      return key === 'targetRef' ? named(value as Reference) : value;
    }),
  ) as StarterEntry['object'];

  function named(reference: Reference): Reference {
    const uid = uids.get(`${reference.kind} ${reference.name}`);
    if (uid === undefined) throw new Error(`starter.yaml: no ${reference.kind} ${reference.name} above`);
    return { ...reference, uid };
  }
}

function collectionOf({ apiVersion, kind, metadata }: StarterEntry['object']): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inNamespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  const plural = kind.endsWith('s') ? kind : `${kind}s`;
  return `${base}${inNamespace}/${plural.toLowerCase()}`;
}

function uidOf(created: unknown): string {
  return (created as { metadata: { uid: string } }).metadata.uid;
}
