/**
 * What kubectl's users call the built-in resources: the short names of `kubectl api-resources` (Kubernetes 1.37). Singular
 * forms need no table.
 */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cm: 'configmaps',
  cs: 'componentstatuses',
  ep: 'endpoints',
  ev: 'events',
  limits: 'limitranges',
  no: 'nodes',
  ns: 'namespaces',
  pc: 'priorityclasses',
  pdb: 'poddisruptionbudgets',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  sa: 'serviceaccounts',
  sc: 'storageclasses',
  svc: 'services',
  cj: 'cronjobs',
  crd: 'customresourcedefinitions',
  crds: 'customresourcedefinitions',
  csr: 'certificatesigningrequests',
  deploy: 'deployments',
  ds: 'daemonsets',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  ip: 'ipaddresses',
  netpol: 'networkpolicies',
  rs: 'replicasets',
  sts: 'statefulsets',
  vac: 'volumeattributesclasses',
};

/** Resources without a short name that a person may well type alone. */
const OTHERS = ['secrets', 'jobs', 'leases', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];

/** The built-in resources by their plural names, each once. */
export const RESOURCE_NAMES: readonly string[] = [...new Set([...Object.values(SHORT_NAMES), ...OTHERS])];

/** The word itself, and the resource that it is short for. */
export function expandResourceName(word: string): string[] {
  const plural = Object.hasOwn(SHORT_NAMES, word) ? SHORT_NAMES[word] : undefined;
  return plural === undefined ? [word] : [word, plural];
}

/** The built-in resource that a word names in any of its forms: `pod`, `po` and `pods` are pods. */
export function findResourceName(word: string): string | undefined {
  const names = expandResourceName(word.toLowerCase());
  return RESOURCE_NAMES.find((plural) => names.some((name) => formsOf(plural).includes(name)));
}

/** A plural and what its singular may be, by the rules of English that the API follows: kinds in lower case. */
export function formsOf(plural: string): string[] {
  const forms = [plural];
  if (plural.endsWith('ies')) forms.push(`${plural.slice(0, -3)}y`);
  // Both `ingresses` and `leases` there are.
  else if (plural.endsWith('es')) forms.push(plural.slice(0, -2), plural.slice(0, -1));
  else if (plural.endsWith('s')) forms.push(plural.slice(0, -1));
  return forms;
}
