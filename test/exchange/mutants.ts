import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The redactor with one rule less. */
export interface Mutant {
  /** The rule, as the source has it: `redact-text.ts:21 ...findFlags(text)`. */
  name: string;
  /** Relative to src/exchange. */
  file: string;
  /** The whole file as it is then. */
  source: string;
}

export const EXCHANGE = fileURLToPath(new URL('../../src/exchange/', import.meta.url));

/** What makes a rule in the source, and what stands there when it is dropped. Each match is a mutant of its own. */
const RULES: readonly (readonly [file: string, rule: RegExp, dropped: string])[] = [
  // Where findings are put together.
  ...['redact-head.ts', 'redact-body.ts', 'redact-json.ts', 'secret-shapes.ts', 'status-message.ts'].map(
    (file) =>
      [
        file,
        /\.\.\.(?:\w+\.)?(?:find\w*|manifest|QUOTES\.flatMap)(?:\((?:[^()]|\([^()]*\))*\))?/g,
        '...[]',
      ] as const,
  ),
  ['redact-text.ts', /decoded\.lift\(/g, '((_: unknown) => [])('],
  ['redact-text.ts', /\.\.\.find\w+\(text(?:, isCut)?\)/g, '...[]'],
  ['redact-text.ts', /\|\| FLOW_CREDENTIAL\.test\(text\)/g, ''],
  ['named-values.ts', /\.\.\.find\w+\(text\)/g, '...[]'],
  ['redact-body.ts', /\.\.\.(?:inForm|quoted)/g, '...[]'],
  ['redact-form.ts', /\|\| GRANTS\.has/g, '|| [].includes'],
  ['redact-head.ts', /!isSecretVariable\(name\)/g, 'true'],
  ['redact-json.ts', /isKubeconfig \? \['Config'\] : \[\]/g, '[]'],
  ['redact-text.ts', /findCredentialLines\(text\) : \[\]/g, '[] : []'],
  ['redact-text.ts', /hasSecretKind\(text\) &&/g, 'false &&'],
  // What is secret by its name, and by the kind that it stands in.
  ['redact-head.ts', /case '(?=(?:sec|warning)[\w-]*':)/g, "case '-"],
  ['redact-head.ts', /name\.startsWith\('x-remote-'\)/g, 'false'],
  ['redact-head.ts', /name\.startsWith\('impersonate-extra-'\)/g, 'false'],
  ['secret-scope.ts', /case '(?=[\w-]+':)/g, "case '-"],
  ['secret-scope.ts', /name === '(?:value|secret)'/g, 'false'],
  ['secret-scope.ts', /isSecretField\(name\)/g, 'false'],
  ['secret-scope.ts', /(?<=name === )'(?:data|stringdata)'/g, "'-'"],
  ['secret-scope.ts', /(?<=key === )'[^']+'/g, "'-'"],
  ['secret-scope.ts', /(?<=info\.resource === )'\w+'/g, "'-'"],
  ['secret-scope.ts', /(?<=: )\/\\\/.*\.test\(info\.path\)/g, 'false'],
  // The walk through an object.
  [
    'redact-json.ts',
    /(?<=^ {6}(?:else )?if \()(?=isSecretKey|isWholeSecret|name === 'value'|isSecretField|name === 'cells'|isCopyAnnotation|name === 'message')/gm,
    'false && ',
  ],
  ['redact-body.ts', /rules\.known\.add\(/g, 'Boolean('],
  ['redact-json.ts', /this\.#rules\.collect/g, 'false'],
  ['redact-json.ts', /this\.visit\(key, scope\);/g, ''],
  // Whatever is not a body.
  [
    'redact.ts',
    /redact(?:Quoting)?Line\((?=request\.url|response\.statusText|error)/g,
    '((text: string, ..._: unknown[]) => text)(',
  ],
  ['redact.ts', /redactInfo\(/g, '((it: typeof recorded.request.info, ..._: unknown[]) => it)('],
  ['redact-head.ts', /(?<=^ {4}\w+: )redact\(/gm, '('],
];

export function listMutants(): Mutant[] {
  return RULES.flatMap(([file, rule, dropped]) => {
    const whole = readFileSync(`${EXCHANGE}${file}`, 'utf8');
    const matches = [...whole.matchAll(rule)];
    if (matches.length === 0) throw new Error(`${file}: no rule looks like ${rule}`);
    return matches.flatMap(({ index, 0: { length } }) => {
      // YAML is read only where its reader is loaded, which these tests do not do.
      if (whole.slice(whole.lastIndexOf('\n', index), index).includes('found &&')) return [];
      const line = whole.slice(0, index).split('\n').length;
      const shown = whole.slice(index, index + Math.max(length, 40)).split('\n')[0];
      return {
        name: `${file}:${line} ${shown}`,
        file,
        source: whole.slice(0, index) + dropped + whole.slice(index + length),
      };
    });
  });
}
