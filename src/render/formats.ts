import type { CreateRenderer } from './renderer.ts';

export interface Format {
  /** One line for `--help`. */
  description: string;
  /** For programs: one document, or one a record, and no line for people among them. */
  isMachine: boolean;
  /** The endings of file names that choose this format, as the help of `--write` says. */
  endings: readonly string[];
  /** Loads the renderer. Only the chosen one is: each is a chunk of its own in the bundle. */
  load: () => Promise<CreateRenderer>;
}

/** The output formats by name, in the order in which the help lists them. */
export const FORMATS = {
  text: {
    description: 'for reading: each exchange as kubectl -v=8 names its parts, then the summary table',
    isMachine: false,
    endings: [],
    load: async () => (await import('./text.ts')).createRenderer,
  },
  klog: {
    description: "for what reads kubectl's own log: what kubectl 1.35 logs at -v 6 … 10 (8)",
    isMachine: true,
    endings: ['.log'],
    load: async () => (await import('./klog.ts')).createRenderer,
  },
  table: {
    description: 'only the summary table',
    isMachine: false,
    endings: [],
    load: async () => (await import('./table.ts')).createRenderer,
  },
  jsonl: {
    description: 'for programs: one JSON object an exchange and line (docs/jsonl.md)',
    isMachine: true,
    endings: ['.jsonl'],
    load: async () => (await import('./jsonl.ts')).createRenderer,
  },
  har: {
    description: 'for browser tools and other programs: an HTTP Archive (HAR 1.2)',
    isMachine: true,
    endings: ['.har'],
    load: async () => (await import('./har.ts')).createRenderer,
  },
  curl: {
    description: 'a shell script that sends the same requests with curl',
    isMachine: true,
    endings: ['.sh'],
    load: async () => (await import('./curl.ts')).createRenderer,
  },
  httpie: {
    description: 'the same script for HTTPie',
    isMachine: true,
    endings: [],
    load: async () => (await import('./httpie.ts')).createRenderer,
  },
  http: {
    description: "a file of the same requests for editors' REST clients",
    isMachine: true,
    endings: ['.http'],
    load: async () => (await import('./http.ts')).createRenderer,
  },
  kubectl: {
    description: 'a shell script that sends the same requests with kubectl --raw, where it can',
    isMachine: true,
    endings: [],
    load: async () => (await import('./kubectl.ts')).createRenderer,
  },
  audit: {
    description: 'what the server would log: audit.k8s.io/v1 Events, for audit2rbac',
    isMachine: true,
    endings: [],
    load: async () => (await import('./audit.ts')).createRenderer,
  },
  rbac: {
    description: 'the least that a user must be allowed: Roles and bindings as YAML',
    isMachine: true,
    endings: ['.yaml'],
    load: async () => (await import('./rbac.ts')).createRenderer,
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** The format that the ending of a file's name chooses, if it chooses one. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.toLowerCase();
  return FORMAT_NAMES.find((format) => FORMATS[format].endings.some((ending) => name.endsWith(ending)));
}
