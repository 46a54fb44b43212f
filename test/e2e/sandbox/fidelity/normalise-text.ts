import { hideBuild } from '../hide-build.ts';

/** What is replaced in any text: of a body, a path or kubectl's output. In this order. */
const RULES: readonly [RegExp, string | ((...found: string[]) => string)][] = [
  [/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g, describeToken],
  [/(?:(?<![0-9A-Za-z])|(?<=%3D))[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  // What Go's klog puts before a message: day, time and process.
  [/^([EWI])\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ /gm, '$1<log> '],
  // RFC 3339, Go's String of a time, describe's RFC 1123, and what diff says of files.
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?(?: [A-Z]{3,4})?/g, '<time>'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  // JSON in a string of JSON has its quotes escaped.
  [/(\\*"?resourceVersion\\*"?: ?\\*"?)[1-9]\d*/g, '$1<version>'],
  [/(Resource Version:\s+)[1-9]\d*/g, '$1<version>'],
  [/(resource version: )\d+( \(\d+\)|, current: \d+)?/g, '$1<version>'],
  [/(\\*"continue\\*": ?\\*")([\w+/=-]+)/g, (_, key = '', token = '') => `${key}${describeContinue(token)}`],
  [/("?(?:nodePort|healthCheckNodePort)"?: ?)3\d{4}/g, '$1<node port>'],
  [/(NodePort:\s+\S+\s+)3\d{4}/g, '$1<node port>'],
  [/(\d+):3\d{4}\/(TCP|UDP|SCTP)/g, '$1:<node port>/$2'],
  // The service range; the first address is always that of the service `kubernetes`.
  [/\b10\.0\.(?!0\.[01]\b)\d{1,3}\.\d{1,3}\b(?!\/)/g, '<cluster ip>'],
  // kubectl itself names temporary files and debugging containers by lot.
  [/\/tmp\/(LIVE|MERGED|kubectl-edit)-\d+/g, '/tmp/$1-<random>'],
  [/\b(kubectl-edit-)\w+\.yaml/g, '$1<random>.yaml'],
  [/\b((?:node-)?debugger-(?:[a-z0-9.-]+-)?)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<random>'],
  // The server takes bindings from a map, and the first that fits.
  [/(RBAC: allowed by ).*?(?=$|"(?:,|\}|\]))/gm, '$1<binding>'],
  // Whom a machine asks for addresses is its own affair.
  [/(lookup \S+) on \S+:53/g, '$1'],
  // Where there are none, how far right that stands depends on the other lines, which may have been replaced.
  [/^(Events: ) +<none>$/gm, '$1 <none>'],
  // Ages in kubectl's tables and descriptions.
  [/(?<=^|\s|\()(?:\d+[ydhms]){1,2}(?= ago|\s*$|\s{2,}|\))/gm, '<age>'],
];

const HAS_VARIABLE_WIDTH = /<(?:age|cluster ip|node port|time|random)>/;

export function normaliseText(text: string): string {
  let result = hideBuild(text);
  for (const [pattern, replacement] of RULES) {
    result =
      typeof replacement === 'string'
        ? result.replace(pattern, replacement)
        : result.replace(pattern, replacement);
  }
  // Columns are as wide as what stands in them.
  return HAS_VARIABLE_WIDTH.test(result) ? result.replaceAll(/ {2,}/g, '  ') : result;
}

/** What a JSON Web Token claims, but for times and ids, which differ in each. */
function describeToken(token: string): string {
  const [head = '', claims = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  const algorithm = /"alg":"(\w+)"/.exec(head)?.[1];
  const told = claims.replaceAll(/"(exp|iat|nbf|warnafter)":\d+/g, '"$1":0');
  return `<token ${algorithm} ${told}>`;
}

/** `{"v":"meta.k8s.io/v1","rv":520,"start":"/default\u0000"}` in base64: where a list goes on. */
export function describeContinue(token: string): string {
  const told = Buffer.from(token, 'base64').toString();
  return `<continue ${told.replace(/"rv":-?\d+/, '"rv":"<version>"')}>`;
}
