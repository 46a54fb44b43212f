/** What Go's struct of a kubeconfig accepts at one place. Null is accepted everywhere: it leaves the zero value. */
export type Shape =
  | 'string'
  | 'bool'
  | 'bytes'
  | 'any'
  | { list: Shape }
  | { map: Shape }
  | { fields: Record<string, Shape> };

const STRINGS: Shape = { list: 'string' };
const EXTENSIONS: Shape = { list: { fields: { name: 'string', extension: 'any' } } };

const CLUSTER: Shape = {
  fields: {
    server: 'string',
    'tls-server-name': 'string',
    'insecure-skip-tls-verify': 'bool',
    'certificate-authority': 'string',
    'certificate-authority-data': 'bytes',
    'proxy-url': 'string',
    'disable-compression': 'bool',
    extensions: EXTENSIONS,
  },
};

const EXEC: Shape = {
  fields: {
    command: 'string',
    args: STRINGS,
    env: { list: { fields: { name: 'string', value: 'string' } } },
    apiVersion: 'string',
    installHint: 'string',
    provideClusterInfo: 'bool',
    interactiveMode: 'string',
  },
};

const USER: Shape = {
  fields: {
    'client-certificate': 'string',
    'client-certificate-data': 'bytes',
    'client-key': 'string',
    'client-key-data': 'bytes',
    token: 'string',
    tokenFile: 'string',
    as: 'string',
    'as-uid': 'string',
    'as-groups': STRINGS,
    'as-user-extra': { map: STRINGS },
    username: 'string',
    password: 'string',
    'auth-provider': { fields: { name: 'string', config: { map: 'string' } } },
    exec: EXEC,
    extensions: EXTENSIONS,
  },
};

const CONTEXT: Shape = {
  fields: { cluster: 'string', user: 'string', namespace: 'string', extensions: EXTENSIONS },
};

/** A whole kubeconfig: client-go tools/clientcmd/api/v1/types.go. Names are case-sensitive, others are ignored. */
export const KUBECONFIG_SHAPE: Shape = {
  fields: {
    kind: 'string',
    apiVersion: 'string',
    preferences: { fields: { colors: 'bool', extensions: EXTENSIONS } },
    clusters: { list: { fields: { name: 'string', cluster: CLUSTER } } },
    users: { list: { fields: { name: 'string', user: USER } } },
    contexts: { list: { fields: { name: 'string', context: CONTEXT } } },
    'current-context': 'string',
    extensions: EXTENSIONS,
  },
};

/** The first place where `value` has not this shape, in words; undefined if it has. */
export function findMismatch(value: unknown, shape: Shape, path = ''): string | undefined {
  if (value === null || value === undefined || shape === 'any') return undefined;
  if (shape === 'string') return typeof value === 'string' ? undefined : `${path} is not a string`;
  if (shape === 'bool') return typeof value === 'boolean' ? undefined : `${path} is not true or false`;
  if (shape === 'bytes') return isBase64(value) ? undefined : `${path} is not base64`;
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${path} is not a list`;
    return first(value.map((item, index) => () => findMismatch(item, shape.list, `${path}[${index}]`)));
  }
  if (!isRecord(value)) return `${path === '' ? 'it' : path} is not a mapping`;
  const shapes =
    'map' in shape
      ? Object.keys(value).map((key) => [key, shape.map] as const)
      : Object.entries(shape.fields);
  return first(
    shapes.map(
      ([key, field]) =>
        () =>
          findMismatch(value[key], field, path === '' ? key : `${path}.${key}`),
    ),
  );
}

/** Whether something read from a file is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const mismatch = check();
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

/** Go's base64.StdEncoding: padded, line breaks ignored, nothing else. */
function isBase64(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const text = value.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
