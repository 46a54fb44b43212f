/** What two runs of the same command say differently because they run twice. By name; kept few. */
const rules: readonly [name: string, pattern: RegExp, replacement: string][] = [
  // Before all others: it holds digits that look like ages.
  ['uids', /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  ['times', /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| [+-]\d{4})?/g, '<time>'],
  ['times in words', /\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  ['prefixes of klog', /^([WE])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /gm, '$1 '],
  ['ages', /\b(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+s\b|\b\d+m\b(?= )|<invalid>/g, '<age>'],
  ['resource versions', /(resourceVersion"?: ?)"\d+"/g, '$1"<version>"'],
  ['addresses of pods and services', /\b10\.[01]\.\d+\.\d+\b/g, '<address>'],
  [
    'names that the server makes',
    /\b(web-[0-9a-f]{8,10})-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
    '$1-<random>',
  ],
  ['volumes of tokens', /\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<random>'],
  ['tokens', /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>'],
  ['temporary folders of diff', /\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1'],
  ['files to edit', /\/tmp\/kubectl-edit-\d+\.yaml/g, '/tmp/kubectl-edit.yaml'],
  // How many there are depends on when kubectl looks.
  ['progress', /^Waiting for (?:deployment|rollout) .*\n/gm, ''],
  // After the others: the widths of columns follow from ages and addresses.
  ['widths', /(?<=\S) {2,}/g, '  '],
];

/** What drain says besides as soon as `-v` is given. */
export function withoutVerboseWords(stdout: string): string {
  return stdout.replace(/^pod\/\S+ eviction started\n/gm, '');
}

/** @param values what the twins have different by our own doing: their names. */
export function normalise(output: string, values: Readonly<Record<string, string>>): string {
  let text = output;
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(value, `<${name}>`);
  for (const [, pattern, replacement] of rules) text = text.replace(pattern, replacement);
  return text;
}
