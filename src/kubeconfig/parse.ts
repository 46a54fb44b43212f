import { messageOf } from '../errors.ts';
import { findMismatch, isRecord, KUBECONFIG_SHAPE } from './shape.ts';

/** One named cluster, user or context, with all its fields as the file has them. */
export interface Entry {
  fields: Readonly<Record<string, unknown>>;
  /** The file that holds it, as it was named: relative paths in the entry start at its folder. */
  file: string;
}

/** One file, or several merged. */
export interface Kubeconfig {
  currentContext: string;
  clusters: ReadonlyMap<string, Entry>;
  users: ReadonlyMap<string, Entry>;
  contexts: ReadonlyMap<string, Entry>;
}

/**
 * Reads the text of one kubeconfig. Throws an Error that says what is wrong where client-go would refuse the file
 * (`Load` in client-go tools/clientcmd/loader.go, `Convert_Slice_…` in api/v1/conversion.go).
 */
export async function parseKubeconfig(bytes: Uint8Array, file: string): Promise<Kubeconfig> {
  const content = await parseContent(decode(bytes));
  const mismatch = findMismatch(content, KUBECONFIG_SHAPE);
  if (mismatch !== undefined) throw new Error(mismatch);
  const config = isRecord(content) ? content : {};
  const { kind, apiVersion } = config;
  if ((kind || 'Config') !== 'Config' || (apiVersion || 'v1') !== 'v1') {
    throw new Error(`it is no Config of version v1, but ${apiVersion || 'v1'}, ${kind || 'Config'}`);
  }
  return {
    currentContext: String(config['current-context'] ?? ''),
    clusters: readEntries(config.clusters, 'cluster', file),
    users: readEntries(config.users, 'user', file),
    contexts: readEntries(config.contexts, 'context', file),
  };
}

/** kubeconfigs are YAML, of which JSON is a part that needs no parser to be loaded. */
async function parseContent(text: string): Promise<unknown> {
  if (text === '') return null;
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML's flow style begins with the same character.
    }
  }
  // Loaded only here: the parser takes some milliseconds that a kubeconfig in JSON, or none at all, can do without.
  const { parseYaml } = await import('./yaml.ts');
  return parseYaml(text);
}

/** UTF-8 or, by its byte order mark, UTF-16, as goyaml's reader takes them. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`it is not ${encoding.toUpperCase()}: ${messageOf(error)}`, { cause: error });
  }
}

function readEntries(list: unknown, key: string, file: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const item of Array.isArray(list) ? list : []) {
    const named = isRecord(item) ? item : {};
    const name = String(named.name ?? '');
    if (entries.has(name)) throw new Error(`it names the ${key} "${name}" twice`);
    const fields = named[key];
    entries.set(name, { fields: isRecord(fields) ? fields : {}, file });
  }
  return entries;
}
