import { parseKubectlFlags, type SeenFlag, splitFlagName } from './kubectl-flags-parse.ts';
import { findGlobalFlag } from './kubectl-flags-table.ts';

/** The values of kubectl's flags that decide which server it speaks to, and as whom; absent where not given. */
export interface ConnectionFlags {
  kubeconfig?: string;
  kuberc?: string;
  context?: string;
  cluster?: string;
  user?: string;
  namespace?: string;
  server?: string;
  certificateAuthority?: string;
  insecureSkipTlsVerify?: boolean;
  tlsServerName?: string;
  disableCompression?: boolean;
  clientCertificate?: string;
  clientKey?: string;
  token?: string;
  username?: string;
  password?: string;
  requestTimeout?: string;
  as?: string;
}

/** What kubectl's own part of a command line says, as far as it concerns us. */
export interface ScannedFlags {
  /** The command that kubectl runs: `['get']`, `['create', 'rolebinding']`; empty where there is none. */
  command: readonly string[];
  connection: ConnectionFlags;
  /** The value of the last `-v`, kubectl's own log level. */
  verbosity: string | undefined;
  /** Whether `-h` or `--help` is among the flags: kubectl then prints help, and nothing else. */
  help: boolean;
  /** Every flag as kubectl would read it, in order, with its place in the arguments. */
  seen: readonly SeenFlag[];
}

/** The flags that override what a kubeconfig says even where ours stands first; they move into the overlay. */
const OVERLAID_FLAGS: readonly string[] = ['kubeconfig', 'certificate-authority'];

/**
 * Reads kubectl's part of the command line as kubectl does (spf13/pflag `flag.go`, spf13/cobra `command.go`)
 * and changes nothing. Never throws: what kubectl refuses, it refuses itself.
 */
export function scanKubectlFlags(args: readonly string[]): ScannedFlags {
  const { command, seen } = parseKubectlFlags(args);
  const last = (name: string) => seen.findLast((flag) => flag.global && flag.name === name)?.value;
  return {
    command,
    connection: readConnectionFlags(last),
    verbosity: last('v'),
    help: seen.some((flag) => (flag.name === 'help' || flag.name === 'h') && flag.value !== 'false'),
    seen,
  };
}

/** kubectl's arguments without the named global flags and their values; all others byte for byte. */
export function withoutFlags(args: readonly string[], names: readonly string[] = OVERLAID_FLAGS): string[] {
  const dropped = new Set<number>();
  for (const flag of parseKubectlFlags(args).seen) {
    // A flag without its value stays, for kubectl to complain of.
    if (!flag.global || !names.includes(flag.name) || flag.end > args.length) continue;
    for (let index = flag.index; index < flag.end; index++) dropped.add(index);
  }
  return args.filter((_, index) => !dropped.has(index));
}

/** Whether a dash word is one of kubectl's global flags, in any form: `-n`, `-nweb`, `-s=URL`, `--as_group=x`. */
export function isGlobalFlag(word: string): boolean {
  if (word.startsWith('--')) {
    const name = splitFlagName(word.slice(2)).name;
    return name.length > 1 || name === 'v' ? findGlobalFlag(name) !== undefined : false;
  }
  return word.length > 1 && word.startsWith('-') && findGlobalFlag(word.charAt(1)) !== undefined;
}

function readConnectionFlags(last: (name: string) => string | undefined): ConnectionFlags {
  // An empty value overrides nothing: client-go merges only what is not empty.
  const text = (name: string) => last(name) || undefined;
  const bool = (name: string) => isTrue(last(name)) || undefined;
  const flags: { [Key in keyof ConnectionFlags]: ConnectionFlags[Key] | undefined } = {
    kubeconfig: text('kubeconfig'),
    kuberc: text('kuberc'),
    context: text('context'),
    cluster: text('cluster'),
    user: text('user'),
    namespace: text('namespace'),
    server: text('server'),
    certificateAuthority: text('certificate-authority'),
    insecureSkipTlsVerify: bool('insecure-skip-tls-verify'),
    tlsServerName: text('tls-server-name'),
    disableCompression: bool('disable-compression'),
    clientCertificate: text('client-certificate'),
    clientKey: text('client-key'),
    token: text('token'),
    username: text('username'),
    password: text('password'),
    requestTimeout: text('request-timeout'),
    as: text('as'),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** Go's strconv.ParseBool; what it refuses, kubectl refuses. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value);
}
