import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DumpOptions, dump, YAML11_SCHEMA } from 'js-yaml';
import { codeOf, messageOf } from '../errors.ts';
import { isRecord } from './shape.ts';
import { parseYaml } from './yaml.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Changes of a kubeconfig, by name. */
export interface KubeconfigEdits {
  currentContext: string | undefined;
  /** Whole entries, which replace those of the same name. */
  contexts: ReadonlyMap<string, Fields>;
  users: ReadonlyMap<string, Fields>;
  /** Fields to set; undefined takes one out. */
  clusters: Map<string, Fields>;
  removedClusters: readonly string[];
}

/**
 * Makes changes where client-go would have made them (`ModifyConfig` in tools/clientcmd/config.go): an entry in the file
 * that holds it, a new one and the current context in the first file that is there, or the last one if none is. Like
 * client-go it takes the file's lock and writes the file anew, without its comments.
 *
 * @throws Error where a file cannot be read, locked or written.
 */
export function editKubeconfigFile(sources: readonly string[], edits: KubeconfigEdits): void {
  const files = sources.filter((path) => existsSync(path));
  const home = files[0] ?? sources.at(-1);
  if (home === undefined) throw new Error('there is no kubeconfig to write it to');
  const documents = new Map<string, Document>();
  for (const path of files.length === 0 ? [home] : files) {
    documents.set(path, readDocument(path));
  }
  const first = documents.get(home) as Document;
  const holderOf = (list: ListName, name: string) =>
    [...documents.values()].find((document) => document.find(list, name) !== undefined) ?? first;

  if (edits.currentContext !== undefined) first.set('current-context', edits.currentContext);
  for (const list of ['contexts', 'users'] as const) {
    for (const [name, fields] of edits[list]) holderOf(list, name).replace(list, name, fields);
  }
  for (const [name, fields] of edits.clusters) holderOf('clusters', name).merge('clusters', name, fields);
  for (const name of edits.removedClusters) holderOf('clusters', name).remove('clusters', name);
  for (const [path, document] of documents) if (document.isChanged) write(path, document);
}

type ListName = 'clusters' | 'users' | 'contexts';

const ENTRY_KEYS: Readonly<Record<ListName, string>> = {
  clusters: 'cluster',
  users: 'user',
  contexts: 'context',
};

/** One kubeconfig as it stands in its file, with whatever else is in it. */
class Document {
  readonly #content: Record<string, unknown>;
  readonly isJson: boolean;
  isChanged = false;

  constructor(content: unknown, isJson: boolean) {
    this.#content = isRecord(content) ? { ...content } : { apiVersion: 'v1', kind: 'Config' };
    this.isJson = isJson;
  }

  get content(): unknown {
    return this.#content;
  }

  set(field: string, value: unknown): void {
    this.#content[field] = value;
    this.isChanged = true;
  }

  find(list: ListName, name: string): Record<string, unknown> | undefined {
    return this.#entries(list).find((entry) => entry.name === name);
  }

  replace(list: ListName, name: string, fields: Fields): void {
    const entry = { ...this.find(list, name), name, [ENTRY_KEYS[list]]: fields };
    const others = this.#entries(list).filter((other) => other.name !== name);
    this.set(list, [...others, entry]);
  }

  merge(list: ListName, name: string, fields: Fields): void {
    const old = this.find(list, name)?.[ENTRY_KEYS[list]];
    const merged = { ...(isRecord(old) ? old : {}), ...fields };
    this.replace(
      list,
      name,
      Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)),
    );
  }

  remove(list: ListName, name: string): void {
    this.set(
      list,
      this.#entries(list).filter((entry) => entry.name !== name),
    );
  }

  #entries(list: ListName): Record<string, unknown>[] {
    const entries = this.#content[list];
    return Array.isArray(entries) ? entries.filter(isRecord) : [];
  }
}

function readDocument(path: string): Document {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return new Document(parseYaml(text), text.trimStart().startsWith('{'));
}

function write(path: string, { content, isJson }: Document): void {
  const text = isJson
    ? `${JSON.stringify(content, null, 2)}
`
    : dump(content, GO_STYLE);
  mkdirSync(dirname(path), { recursive: true });
  const lock = `${path}.lock`;
  lockFile(lock);
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Lists are not indented, and a word that YAML 1.1 reads as something else is quoted. */
const GO_STYLE: DumpOptions = { schema: YAML11_SCHEMA, seqNoIndent: true, lineWidth: -1, noRefs: true };

/** As `lockFile` in client-go tools/clientcmd/config.go: a file beside it that must not be there yet. */
function lockFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const reason = codeOf(error) === 'EEXIST' ? 'another program is writing it' : messageOf(error);
    throw new Error(`${path} cannot be taken: ${reason}`, { cause: error });
  }
}
