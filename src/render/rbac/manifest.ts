import { escapeControls } from '../escape.ts';
import type { Subject } from './impersonation.ts';
import type { Need } from './permissions.ts';
import type { Role, Rule } from './roles.ts';

/** The role and its binding as two YAML documents. Without a subject a placeholder stands there. */
export function formatRole(role: Role, name: string, subject: Subject | undefined): string {
  const kind = role.namespace === '' ? 'ClusterRole' : 'Role';
  const metadata = ['metadata:', `  name: ${scalar(name)}`];
  if (role.namespace !== '') metadata.push(`  namespace: ${scalar(role.namespace)}`);
  const lines = [
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}`,
    ...metadata,
    'rules:',
    ...role.rules.flatMap(formatRule),
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}Binding`,
    ...metadata,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    `  kind: ${kind}`,
    `  name: ${scalar(name)}`,
    'subjects:',
    ...formatSubject(subject),
  ];
  return `${lines.join('\n')}\n`;
}

function formatRule(rule: Rule): string[] {
  const list = (key: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`${key}: [${values.map(scalar).join(', ')}]`];
  const fields = [
    ...list('apiGroups', rule.apiGroups),
    ...list('resources', rule.resources),
    ...list('resourceNames', rule.resourceNames),
    ...list('nonResourceURLs', rule.nonResourceURLs),
    ...list('verbs', rule.verbs),
  ];
  return [
    ...[...formatNeeds(rule.needs), ...remarksOn(rule)].map((text) => `  # ${text}`),
    ...fields.map((field, index) => (index === 0 ? `  - ${field}` : `    ${field}`)),
  ];
}

function formatSubject(subject: Subject | undefined): string[] {
  const user = subject ?? { kind: 'User', name: 'YOUR-USER', namespace: '' };
  const remark = subject === undefined ? '  # who runs the command: its name is not in the trace' : '';
  return [
    ...(user.kind === 'User' ? ['  - apiGroup: rbac.authorization.k8s.io', '    kind: User'] : []),
    ...(user.kind === 'ServiceAccount'
      ? ['  - kind: ServiceAccount', `    namespace: ${scalar(user.namespace)}`]
      : []),
    `    name: ${scalar(user.name)}${remark}`,
  ];
}

/** Requests of which so many do the same are counted, not listed. */
const MOST_IDS = 8;

/** `2, 5: get pods default/web`: which exchanges need a rule, those that do the same on one line. */
function formatNeeds(needs: readonly Need[]): string[] {
  const byText = new Map<string, Set<number>>();
  for (const { id, text } of needs) byText.set(text, (byText.get(text) ?? new Set()).add(id));
  const lines = [...byText].map(([text, set]) => ({ text, ids: [...set].sort((a, b) => a - b) }));
  lines.sort((a, b) => (a.ids[0] ?? 0) - (b.ids[0] ?? 0));
  return lines.map(({ text, ids }) => {
    const more = ids.length > MOST_IDS ? `, … ${ids.length} in all` : '';
    return `${ids.slice(0, MOST_IDS).join(', ')}${more}: ${escapeControls(text)}`;
  });
}

/** What the server asks beyond the request itself, and grants to who has it all anyway. */
function remarksOn({ apiGroups, resources, verbs }: Rule): string[] {
  const writes = verbs.some((verb) => ['create', 'update', 'patch'].includes(verb));
  if (!writes) return [];
  const has = (group: string, pattern: RegExp): boolean =>
    apiGroups.includes(group) && resources.some((resource) => pattern.test(resource));
  const remarks: string[] = [];
  if (has('rbac.authorization.k8s.io', /^(?:cluster)?roles$/)) {
    remarks.push("Needs all that the role allows as well, or 'escalate' on it.");
  }
  if (has('rbac.authorization.k8s.io', /^(?:cluster)?rolebindings$/)) {
    remarks.push("Needs all that the bound role allows as well, or 'bind' on that role.");
  }
  if (has('certificates.k8s.io', /^certificatesigningrequests\/(?:approval|status)$/)) {
    remarks.push("Needs 'approve' or 'sign' on the signer as well.");
  }
  return remarks;
}

/** What YAML reads as another type, plain. */
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|[\d.+-].*)$/i;

function scalar(text: string): string {
  const isPlain = /^[a-z][\w./-]*$/i.test(text) && !RESERVED.test(text);
  return isPlain ? text : escapeControls(JSON.stringify(text));
}
