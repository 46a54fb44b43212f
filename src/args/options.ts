import { FORMAT_NAMES } from '../render/formats.ts';
import type { FilterExpression } from './filter.ts';
import type { OutputTarget } from './outputs.ts';

/**
 * The table of our own options. The parser, `--help`, the error texts, completion and the table in the
 * README all come from it; test/readme.test.ts compares the last.
 */
export interface OptionSpec {
  long: string;
  short?: string;
  /** What the value is called in the help; absent for a switch. */
  value?: string;
  /** Of a switch that may be given a value behind `=`: what that is called. */
  optionalValue?: string;
  /** The values that are taken, where they can be listed. */
  choices?: readonly string[];
  description: string;
  /** The default, in words. */
  fallback?: string;
}

/** Where `--show-secrets` shows them. */
export const SECRETS_SHOWN = ['terminal', 'all'] as const;

/** Who the sandbox's user is where nobody is named. */
export const SANDBOX_ADMIN = 'kubernetes-admin:system:masters';

export const OPTIONS: readonly OptionSpec[] = [
  {
    long: '--output',
    short: '-o',
    value: 'FORMAT',
    choices: FORMAT_NAMES,
    description:
      'how to show the exchanges; jsonl is one JSON object each (docs/jsonl.md), har an HTTP Archive; curl, http and kubectl send them again',
    fallback: 'text',
  },
  {
    long: '--write',
    short: '-w',
    value: 'FILE',
    description:
      'write the trace to FILE (mode 0600) instead of printing it; its ending chooses the format (.jsonl, .har, .sh for curl, .http, .yaml for rbac, .log for klog), or FORMAT:FILE; may be repeated, and -o FORMAT is then printed beside',
  },
  {
    long: '--verbosity',
    short: '-v',
    value: 'LEVEL',
    choices: ['6', '7', '8', '9', '10'],
    description:
      "kubectl's own ladder: 6 one line each, 7 + request headers, 8 + response headers and bodies, 9 + timings, 10 bodies whole",
    fallback: 'the reading view',
  },
  {
    long: '--discovery',
    value: 'MODE',
    choices: ['fold', 'show', 'hide'],
    description: 'discovery and OpenAPI requests: a line each, whole, or not at all',
    fallback: 'fold; show with -v',
  },
  {
    long: '--body',
    value: 'FORM',
    choices: ['json', 'yaml', 'raw'],
    description: 'how text shows bodies: JSON laid out for reading, YAML, or as they came',
    fallback: 'json; raw with -v',
  },
  {
    long: '--managed-fields',
    description: 'show managedFields, which text folds',
  },
  {
    long: '--only',
    value: 'EXPR',
    description:
      'show only what EXPR matches (see Filters): commas mean or, and each further --only narrows what is shown',
  },
  {
    long: '--hide',
    value: 'EXPR',
    description: 'show all but what EXPR matches, and each further --hide hides more',
  },
  {
    long: '--rbac-expand',
    description:
      'with rbac: what is often needed beside it, all names and all namespaces, as audit2rbac does',
  },
  { long: '--no-summary', description: 'leave out the table at the end' },
  {
    long: '--color',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    description: 'colours: auto means on a terminal, unless NO_COLOR is set',
    fallback: 'auto',
  },
  {
    long: '--show-secrets',
    optionalValue: 'WHERE',
    choices: SECRETS_SHOWN,
    description:
      'do not mask credentials and the data of Secrets on the terminal; =all for files and pipes too',
  },
  {
    long: '--payloads',
    description:
      'show what passes through exec, attach and port-forward, not only how much it is; what looks like a secret is masked',
  },
  {
    long: '--capture-limit',
    value: 'SIZE',
    description:
      'how much of each body or channel is recorded, such as 512K, 8M or 1G; what is longer is shown to there',
    fallback: '4M; 128M with -v 10',
  },
  {
    long: '--kubectl',
    value: 'PATH',
    description: 'the kubectl to run; the environment variable KUBECTL does the same',
    fallback: 'kubectl on PATH',
  },
  {
    long: '--sandbox',
    description:
      'use the API server inside this plugin instead of a cluster: it keeps objects between runs, and has no controllers and runs no containers',
  },
  {
    long: '--sandbox-user',
    value: 'USER[:GROUP,…]',
    description: 'the same as this user, to whom RBAC applies; also system:serviceaccount:NAMESPACE:NAME',
    fallback: SANDBOX_ADMIN,
  },
  { long: '--version', description: 'print our version' },
  { long: '--help', short: '-h', description: 'print this help' },
];

/** Our options as the rest of the program reads them: every default applied, every value checked. */
export interface TraceOptions {
  /** One at least. */
  outputs: readonly OutputTarget[];
  verbosity: 6 | 7 | 8 | 9 | 10 | undefined;
  discovery: 'fold' | 'show' | 'hide';
  /** Each must match; see src/trace/filter.ts. */
  only: readonly FilterExpression[];
  /** None may match. */
  hide: readonly FilterExpression[];
  summary: boolean;
  rbacExpand: boolean;
  /** Undefined where it was not given. */
  body: 'json' | 'yaml' | 'raw' | undefined;
  managedFields: boolean;
  color: 'auto' | 'always' | 'never';
  /** Undefined where they are masked everywhere. */
  showSecrets: (typeof SECRETS_SHOWN)[number] | undefined;
  /** What users send and get through tunnels is recorded too. */
  payloads: boolean;
  /** Bytes of each body. */
  captureLimit: number;
  /** The sandbox as this user, in place of a cluster; undefined for a cluster. */
  sandboxUser: string | undefined;
  /** The kubectl to run: a path, or a name to be found on PATH; undefined where the option was not given. */
  kubectl: string | undefined;
}

/** What holds where nothing is said. */
export const DEFAULT_OPTIONS: TraceOptions = {
  outputs: [{ format: 'text', file: undefined }],
  verbosity: undefined,
  discovery: 'fold',
  only: [],
  hide: [],
  summary: true,
  rbacExpand: false,
  body: undefined,
  managedFields: false,
  color: 'auto',
  showSecrets: undefined,
  payloads: false,
  captureLimit: 4 * 1024 * 1024,
  sandboxUser: undefined,
  kubectl: undefined,
};
