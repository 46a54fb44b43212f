/** One of kubectl's flags that work with every command. */
export interface KubectlFlag {
  name: string;
  shorthand?: string;
  /** Whether it takes a value; if not, it is a bool, which never takes the next argument. */
  takesValue: boolean;
  /** Whether each occurrence adds a value, instead of replacing the one before. */
  repeats?: boolean;
  /** The first kubectl that knows it; left out where that is older than 1.24. */
  since?: string;
}

/** `kubectl options` of 1.24 to 1.35, and its `--help`-less klog flags. */
const KUBECTL_GLOBAL_FLAGS: readonly KubectlFlag[] = [
  { name: 'as', takesValue: true },
  { name: 'as-group', takesValue: true, repeats: true },
  { name: 'as-uid', takesValue: true },
  { name: 'as-user-extra', takesValue: true, repeats: true, since: '1.35' },
  { name: 'cache-dir', takesValue: true },
  { name: 'certificate-authority', takesValue: true },
  { name: 'client-certificate', takesValue: true },
  { name: 'client-key', takesValue: true },
  { name: 'cluster', takesValue: true },
  { name: 'context', takesValue: true },
  { name: 'disable-compression', takesValue: false, since: '1.26' },
  { name: 'insecure-skip-tls-verify', takesValue: false },
  { name: 'kubeconfig', takesValue: true },
  { name: 'kuberc', takesValue: true, since: '1.34' },
  { name: 'log-flush-frequency', takesValue: true },
  { name: 'match-server-version', takesValue: false },
  { name: 'namespace', shorthand: 'n', takesValue: true },
  { name: 'password', takesValue: true },
  { name: 'profile', takesValue: true },
  { name: 'profile-output', takesValue: true },
  { name: 'request-timeout', takesValue: true },
  { name: 'server', shorthand: 's', takesValue: true },
  { name: 'tls-server-name', takesValue: true },
  { name: 'token', takesValue: true },
  { name: 'user', takesValue: true },
  { name: 'username', takesValue: true },
  { name: 'v', shorthand: 'v', takesValue: true },
  { name: 'vmodule', takesValue: true },
  { name: 'warnings-as-errors', takesValue: false },
];

/** Commands whose second word is a command too, as far as that changes which flags they know. */
export const COMMAND_GROUPS: ReadonlySet<string> = new Set([
  'alpha',
  'apply',
  'auth',
  'certificate',
  'cluster-info',
  'config',
  'create',
  'kuberc',
  'plugin',
  'rollout',
  'set',
  'top',
]);

/** Flags of single commands that take a value: `kubectl <command> --help` of 1.24 to 1.35, all commands in one. */
const VALUE_FLAGS: ReadonlySet<string> = new Set(
  `accept-hosts accept-paths address aggregation-rule annotation annotations api-group api-prefix api-version
  audience auth-provider auth-provider-arg bound-object-kind bound-object-name bound-object-uid categories cert
  chunk-size class clusterip cluster-ip clusterrole concurrency container containers copy-to cpu cpu-percent
  current-replicas custom default-backend description detach-keys docker-email docker-password docker-server
  docker-username duration env exec-api-version exec-arg exec-command exec-env exec-interactive-mode external-ip
  external-name field-manager field-selector filename for from from-env-file from-file from-literal generator
  grace-period group hard helm-api-versions helm-command helm-kube-version image image-pull-policy keepalive key keys
  kustomize label-columns labels limit-bytes limits load-balancer-ip load-restrictor log-backtrace-at log-dir log-file
  log-file-max-size max max-log-requests max-unavailable memory min min-available mount name namespaces network-name
  node-port non-resource-url option output output-directory override-type overrides patch patch-file
  pod-running-timeout pod-selector port preemption-policy prefix protocol proxy-url prune-allowlist prune-whitelist raw
  reject-methods reject-paths reorder replicas requests resource resource-name resource-version restart retries revision
  role rule schedule scopes selector serviceaccount session-affinity set-image since since-time
  skip-wait-for-delete-timeout sort-by stderrthreshold subresource tail target target-port tcp template timeout
  to-revision type types unix-socket value verb verbs www www-prefix`.split(/\s+/),
);

/** Short flags that take a value, in most commands. */
const VALUE_SHORTHANDS = 'nsvfklLocepPur';

/** Where the same name means something else: a bool where others take a value, or the other way round. */
const EXCEPTIONS: Readonly<Record<string, { bool?: readonly string[]; value?: readonly string[] }>> = {
  logs: { bool: ['f', 'p', 'prefix'] },
  proxy: { value: ['w'] },
  'config view': { bool: ['raw'] },
  'top pod': { bool: ['containers'] },
  'top pods': { bool: ['containers'] },
  'top po': { bool: ['containers'] },
};

/** Commands with flags of their own that hide the global ones of the same name. */
const LOCAL_FLAGS: Readonly<Record<string, readonly string[]>> = {
  'create rolebinding': ['user'],
  'create clusterrolebinding': ['user'],
  'set subject': ['user'],
  'config set-cluster': ['certificate-authority', 'insecure-skip-tls-verify', 'server', 'tls-server-name'],
  'config set-context': ['cluster', 'namespace', 'user'],
  'config set-credentials': ['client-certificate', 'client-key', 'password', 'token', 'username'],
  debug: ['profile'],
};

const BY_NAME = new Map(KUBECTL_GLOBAL_FLAGS.map((flag) => [flag.name, flag]));
const BY_SHORTHAND = new Map(KUBECTL_GLOBAL_FLAGS.map((flag) => [flag.shorthand, flag]));

/** The global flag of this long name (`_` already made `-`) or of this single letter. */
export function findGlobalFlag(nameOrLetter: string): KubectlFlag | undefined {
  return BY_SHORTHAND.get(nameOrLetter) ?? BY_NAME.get(nameOrLetter);
}

/** Whether `--name` or `-n` takes the next argument as its value, in this command (its words joined by blanks). */
export function takesValue(nameOrLetter: string, command: string): boolean {
  const exceptions = EXCEPTIONS[command];
  if (exceptions?.bool?.includes(nameOrLetter)) return false;
  if (exceptions?.value?.includes(nameOrLetter)) return true;
  const flag = findGlobalFlag(nameOrLetter);
  if (flag !== undefined) return flag.takesValue;
  return nameOrLetter.length === 1 ? VALUE_SHORTHANDS.includes(nameOrLetter) : VALUE_FLAGS.has(nameOrLetter);
}

/** Whether this command has a flag of its own of that long name, so that the global one is out of reach. */
export function isLocalFlag(name: string, command: string): boolean {
  return LOCAL_FLAGS[command]?.includes(name) === true;
}
