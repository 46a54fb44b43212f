import type { KubectlVersion } from '../harness/index.ts';

/** One command line of kubectl's: `{ns}`, `{node}` and `{limited}` are filled in, single quotes group words. */
export interface Step {
  command: string;
  /** The exit code; 0 where not given. */
  exit?: number;
  /** The versions that have the command; all where not given. */
  versions?: readonly KubectlVersion[];
  /** Starts without any cache: kubectl has to discover the API anew. */
  cold?: boolean;
  /** What `KUBE_EDITOR` is. */
  editor?: string;
  /** A file of manifests/ that is kubectl's stdin. */
  stdin?: string;
}

export interface Scenario {
  name: string;
  /** Run one after the other in one namespace, with manifests/ as the working directory. */
  steps: readonly (string | Step)[];
}

const fails = (command: string, exit = 1): Step => ({ command, exit });
/** What the older ones do as the newest does: an everyday run has to end in minutes. */
const newestAlone = (...commands: (string | Step)[]): Step[] =>
  commands.map((command) => ({
    ...(typeof command === 'string' ? { command } : command),
    ...(process.env.FIDELITY !== 'all' && { versions: ['v1.35'] }),
  }));
const since130 = (command: string): Step => ({ command, versions: ['v1.30', 'v1.35'] });

/** In this order, because the later ones work on what the earlier ones have left. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'looking around',
    steps: [
      { command: 'get configmaps', cold: true },
      'get configmaps',
      ...newestAlone('version', 'version -o json'),
      'cluster-info',
      'api-versions',
      'api-resources',
      ...newestAlone(
        'api-resources --cached --namespaced=false -o name',
        'explain configmap.data',
        'explain deployments.spec.strategy --recursive',
      ),
      'auth can-i create pods',
      ...newestAlone(
        fails('auth can-i delete nodes --kubeconfig {limited}'),
        'auth can-i --list --kubeconfig {limited}',
      ),
      since130('auth whoami'),
      ...newestAlone(
        'get --raw /healthz',
        'get --raw /api/v1/namespaces/{ns}/serviceaccounts?limit=1',
        'get node {node} -o wide',
        'describe node {node}',
      ),
    ],
  },
  {
    name: 'apply',
    steps: [
      'apply -f web.yaml',
      'rollout status deployment/web --timeout=20s',
      'apply -f web.yaml',
      'diff -f web.yaml',
      'apply -f web-changed.yaml --dry-run=server',
      fails('diff -f settings-replaced.yaml'),
      'apply -f web-changed.yaml',
      ...newestAlone(
        'apply view-last-applied configmap/settings',
        'apply set-last-applied -f settings-replaced.yaml',
        { command: 'apply edit-last-applied configmap/settings', editor: 'sed -i s/red/yellow/' },
      ),
      'apply --server-side -f server-side.yaml',
      'apply --server-side -f server-side-changed.yaml',
      'apply --server-side -f web.yaml --force-conflicts',
      fails('apply --server-side -f server-side.yaml --field-manager=another'),
      ...newestAlone({ command: 'apply -f -', stdin: 'server-side.yaml' }, 'apply -k kustomize'),
      'apply -f pair.yaml',
      'apply -f one-of-pair.yaml --prune -l set={ns}',
      ...newestAlone(fails('apply -f broken.txt')),
      'apply -f half-a-core.yaml',
    ],
  },
  {
    name: 'rollouts',
    steps: [
      'rollout status deployment/web --timeout=20s',
      'set image deployment/web web=web:2',
      'rollout status deployment/web --timeout=20s',
      'rollout history deployment/web',
      'rollout history deployment/web --revision=1',
      'rollout undo deployment/web',
      ...newestAlone(
        'rollout pause deployment/web',
        'set env deployment/web COLOUR=green',
        'set resources deployment/web --limits=memory=64Mi',
        'rollout resume deployment/web',
      ),
      'rollout restart deployment/web',
      'rollout status deployment/web --timeout=20s',
      'scale deployment/web --replicas=3',
      ...newestAlone('scale deployment/web --replicas=1 --current-replicas=3'),
      'autoscale deployment/web --min=1 --max=3',
      ...newestAlone('get events --field-selector involvedObject.name=no-such'),
      since130('events --for pod/no-such'),
      'expose deployment/web --name=exposed --port=80',
      'wait --for=condition=Available deployment/web --timeout=20s',
    ],
  },
  {
    name: 'create and read',
    steps: [
      'create configmap app --from-literal=a=b',
      fails('create configmap app --from-literal=a=b'),
      'create secret generic app --from-literal=password=hunter2',
      ...newestAlone(
        'create role pods --verb=get --resource=pods',
        'create rolebinding pods --role=pods --serviceaccount={ns}:default',
      ),
      'create serviceaccount robot',
      'create token robot',
      ...newestAlone(
        'create quota few --hard=services=9',
        'create cronjob daily --image=job:1 --schedule=@daily',
        'create job once --from=cronjob/daily',
        'wait --for=condition=complete job/once --timeout=20s',
      ),
      'create deployment dry --image=dry:1 --dry-run=server -o yaml',
      'create -f created.yaml',
      fails('create -f invalid.yaml'),
      'get configmap app',
      'get configmap app -o wide',
      'get configmap app -o yaml',
      'get configmap app -o json --show-managed-fields',
      'get configmap app -o name',
      'get configmap app -o jsonpath={.data.a}',
      'get configmaps -o custom-columns=NAME:.metadata.name,A:.data.a',
      "get configmap app -o 'go-template={{.metadata.name}}: {{.data.a}}'",
      'get configmaps -A -l set={ns} --show-labels',
      'get configmaps --field-selector metadata.name=app',
      'get configmaps --chunk-size=2',
      'get configmaps -w --request-timeout=1s',
      ...newestAlone(
        'get deployments,services,secrets',
        'describe configmap app',
        'describe secret app',
        fails('get configmap no-such'),
        fails('get no-such-things'),
      ),
      fails('get secrets --kubeconfig {limited}'),
    ],
  },
  {
    name: 'change',
    steps: [
      'replace -f settings-replaced.yaml',
      'replace --force -f settings-replaced.yaml',
      `patch configmap app -p '{"data":{"a":"strategic"}}'`,
      `patch configmap app --type=merge -p '{"data":{"a":"merge"}}'`,
      `patch configmap app --type=json -p '[{"op":"replace","path":"/data/a","value":"json"}]'`,
      ...newestAlone(`patch configmap app -p '{"data":{"a":"json"}}'`),
      `patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
      { command: 'edit configmap app', editor: 'sed -i s/json/edited/' },
      ...newestAlone({ command: 'edit configmap app', editor: 'true' }),
      'label configmap app colour=blue',
      fails('label configmap app colour=red'),
      'label configmap app colour=red --overwrite',
      'annotate configmap app note=new',
      'annotate configmap app note-',
    ],
  },
  {
    name: 'nodes, rights and certificates',
    steps: [
      `run pinned --image=pinned:1 --overrides={"spec":{"nodeName":"{node}"}}`,
      'wait --for=condition=Ready pod/pinned --timeout=20s',
      ...newestAlone('get pods --field-selector spec.nodeName={node}'),
      'cordon {node}',
      'uncordon {node}',
      'taint node {node} colour=blue:NoSchedule',
      ...newestAlone('taint node {node} colour-', 'label node {node} set={ns}'),
      'drain {node} --force --timeout=20s',
      'auth reconcile -f rbac.yaml',
      'auth reconcile -f rbac.yaml',
      ...newestAlone('create -f signing-request.yaml', 'certificate approve {ns}', 'delete csr {ns}'),
    ],
  },
  {
    name: 'pods that have no kubelet',
    steps: [
      'run lonely --image=lonely:1',
      'wait --for=condition=Ready pod/lonely --timeout=20s',
      ...newestAlone('describe pod lonely', fails('logs lonely'), fails('top pods')),
      fails('exec lonely -- date'),
    ],
  },
  {
    name: 'delete',
    steps: [
      'delete pod lonely --grace-period=0 --force',
      'delete configmap app',
      ...newestAlone('delete configmap app --ignore-not-found'),
      fails('delete configmap app'),
      ...newestAlone('delete configmaps -l set={ns}', 'delete secrets --all --wait=false'),
      'delete -f web.yaml --timeout=20s',
    ],
  },
];

/** The words of a command line, filled in. */
export function wordsOf(command: string, values: Readonly<Record<string, string>>): string[] {
  const words = command.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => fillIn(word.replaceAll("'", ''), values));
}

/** Only names that have a value: `{"spec": …}` and `{.data.a}` stay. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
