/** What etcd holds, by base64 keys: base64 values. */
export type EtcdContent = ReadonlyMap<string, string>;

export interface Etcd {
  read(): Promise<EtcdContent>;
  /** Puts back what has changed since `content` was read. Returns the keys, decoded, that were touched. */
  restore(content: EtcdContent): Promise<string[]>;
}

interface KeyValue {
  key: string;
  value?: string;
}

const encode = (text: string) => Buffer.from(text).toString('base64');
const decode = (text: string) => Buffer.from(text, 'base64').toString();

/** What the server renews in the background is left alone. */
const RENEWED = /^\/registry\/(?:masterleases|peerserverleases|leases\/kube-system\/apiserver-)/;

/** How many operations one transaction of etcd takes. */
const BATCH = 100;

/** Speaks to etcd's JSON gateway. */
export function openEtcd(url: string): Etcd {
  const send = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${url}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const read = async () => {
    const range = { key: encode('/registry/'), range_end: encode('/registry0') };
    const { kvs = [] } = (await send('range', range)) as { kvs?: KeyValue[] };
    const kept = kvs.filter(({ key }) => !RENEWED.test(decode(key)));
    return new Map(kept.map(({ key, value = '' }) => [key, value]));
  };
  return {
    read,
    async restore(content) {
      const now = await read();
      const added = [...now.keys()].filter((key) => !content.has(key));
      const changed = [...content].filter(([key, value]) => now.get(key) !== value);
      const operations = [
        ...added.map((key) => ({ requestDeleteRange: { key } })),
        ...changed.map(([key, value]) => ({ requestPut: { key, value } })),
      ];
      for (let index = 0; index < operations.length; index += BATCH) {
        await send('txn', { success: operations.slice(index, index + BATCH) });
      }
      return [...added, ...changed.map(([key]) => key)].map(decode);
    },
  };
}
