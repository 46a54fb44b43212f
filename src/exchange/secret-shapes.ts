import { type Edit, maskEdit } from './edit.ts';
import { isSecretVariable } from './secret-names.ts';

/**
 * Finds what is a secret by its shape, wherever it stands: JWTs, PEM private keys (also in base64), passwords
 * in URLs and in flags. The text is taken as it is: undo escapes first. Every rule is linear in the text:
 * each of its expressions takes what it has begun to the end, and the code around it decides.
 *
 * @param isCut whether the text may have been cut off at its end: a token that begins there is masked as well
 */
export function findSecretShapes(text: string, isCut: boolean): Edit[] {
  return [
    ...findTokens(text, isCut),
    ...findPrivateKeys(text),
    ...findEncodedKeys(text),
    ...findEncodedTokens(text),
    ...findUrlPasswords(text, isCut),
    ...findFlags(text),
    ...findMarkedTokens(text, isCut),
    ...findDataSources(text, isCut),
  ];
}

// `{"` and `{ "` in base64url: every JWT begins with a JSON object.
const TOKEN_HEAD = /ey(?:J|Ai)[\w-]*/g;
const TOKEN_PART = /[\w-]*/y;

/** JWS has three parts, JWE five. Lists' continue tokens look like the first part, and stay readable. */
function* findTokens(text: string, isCut: boolean): Iterable<Edit> {
  for (const head of matches(TOKEN_HEAD, text)) {
    let end = head.index + head[0].length;
    let parts = 1;
    let isSecondObject = false;
    while (parts < 5 && text.charAt(end) === '.') {
      TOKEN_PART.lastIndex = end + 1;
      TOKEN_PART.test(text);
      if (parts === 1) isSecondObject = text.startsWith('ey', end + 1);
      end = TOKEN_PART.lastIndex;
      parts += 1;
    }
    const atCut = isCut && end === text.length && end - head.index >= 6;
    if ((parts >= 3 && end - head.index >= 20) || isSecondObject || atCut) yield maskEdit(head.index, end);
  }
}

const KEY_BEGIN = /-----? ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/g;
const KEY_END = /-----? ?END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{0,5}/g;
const KEY_CHARACTER = /[A-Za-z0-9+/=\s]/;

/** An end without a beginning, as `logs --tail` may show it, takes the base64 before it along. */
function* findPrivateKeys(text: string): Iterable<Edit> {
  if (!text.includes('PRIVATE KEY')) return;
  const ends = [...matches(KEY_END, text)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  let next = 0;
  let masked = 0;
  for (const begin of matches(KEY_BEGIN, text)) {
    if (begin.index < masked) continue;
    for (let end = ends[next]; end !== undefined && end.start < begin.index; end = ends[++next]) {
      yield withBody(text, end, masked);
    }
    masked = ends[next++]?.end ?? text.length;
    yield maskEdit(begin.index, masked);
  }
  for (const end of ends.slice(next)) yield withBody(text, end, masked);
}

function withBody(text: string, end: { start: number; end: number }, floor: number): Edit {
  let start = end.start;
  while (start > floor && KEY_CHARACTER.test(text.charAt(start - 1))) start -= 1;
  return maskEdit(start, end.end);
}

/** `PRIVATE KEY` in base64: it spells differently at each of the three offsets modulo 3. */
const ENCODED_KEY = /UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW/g;
const BASE64_CHARACTER = /[A-Za-z0-9+/=_-]/;

function* findEncodedKeys(text: string): Iterable<Edit> {
  let end = 0;
  for (const marker of matches(ENCODED_KEY, text)) {
    if (marker.index < end) continue;
    const floor = end;
    let start = marker.index;
    while (start > floor && BASE64_CHARACTER.test(text.charAt(start - 1))) start -= 1;
    end = endOfBase64(text, marker.index);
    yield maskEdit(start, end);
  }
}

const BASE64_RUN = /[A-Za-z0-9+/=_-]*/y;
// base64 wraps its lines at 64 or 76 characters; a line of other text hardly looks like one.
const WRAPPED_LINE = /\r?\n[ \t]*[A-Za-z0-9+/_-]{4,}={0,2}(?=[\s"']|$)/y;

function endOfBase64(text: string, from: number): number {
  BASE64_RUN.lastIndex = from;
  BASE64_RUN.test(text);
  let end = BASE64_RUN.lastIndex;
  for (;;) {
    WRAPPED_LINE.lastIndex = end;
    if (!WRAPPED_LINE.test(text)) return end;
    end = WRAPPED_LINE.lastIndex;
  }
}

/** `eyJ` in base64. */
const ENCODED_TOKEN = /ZXlK[A-Za-z0-9+/_-]{20,}={0,2}/g;

function* findEncodedTokens(text: string): Iterable<Edit> {
  for (const run of matches(ENCODED_TOKEN, text)) {
    const decoded = Buffer.from(run[0], 'base64').toString('latin1');
    if (!findTokens(decoded, true)[Symbol.iterator]().next().done) {
      yield maskEdit(run.index, run.index + run[0].length);
    }
  }
}

// The colon of a port comes without an @; a password may itself hold one, so the last one counts.
const AUTHORITY = /:\/\/([^\s/?#"<>\\]*)/g;

function* findUrlPasswords(text: string, isCut: boolean): Iterable<Edit> {
  for (const match of matches(AUTHORITY, text)) {
    const authority = match[1] ?? '';
    const start = match.index + 3;
    const at = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    const atCut = at < 0 && isCut && start + authority.length === text.length;
    const end = start + (atCut ? authority.length : at);
    // Where a URL must stay one, a trace of ours has put the bare word.
    if (text.slice(start + colon + 1, end) === 'masked') continue;
    if (colon >= 0 && start + colon + 1 < end) yield maskEdit(start + colon + 1, end);
    // `https://ghp_…@github.com`: a token alone. `ssh://git@…` and the like are shorter.
    else if (colon < 0 && at >= 20) yield maskEdit(start, end);
  }
}

const FLAG = /(?<![\w-])--?([A-Za-z][\w.-]{1,99})(?:\s+["']?|["'],\s*["'])(?=((?!--)[^\s"'&]+))/g;

/** `--token …` in the command of a container or of exec; `--token=…` is one of the named values. */
function* findFlags(text: string): Iterable<Edit> {
  for (const match of matches(FLAG, text)) {
    const end = match.index + match[0].length;
    // What stands behind a switch may be the next flag: it is looked at, and not passed over.
    if (isSecretVariable(match[1] ?? '')) yield maskEdit(end, end + (match[2] ?? '').length);
  }
}

/** Tokens that say by their beginning whose they are: OpenShift's, and those of registries, code hosts and vaults. */
const MARKED_TOKEN =
  /(?:sha256~|\b(?:github_pat_|glpat-|xox[abeprs]-|hvs\.|dckr_pat_|AIza|ya29\.))[\w.-]*|\b(?:gh[oprsu]|npm)_[A-Za-z\d]*/g;

function* findMarkedTokens(text: string, isCut: boolean): Iterable<Edit> {
  for (const { index, 0: token } of matches(MARKED_TOKEN, text)) {
    const end = index + token.length;
    if (token.length >= 24 || (isCut && end === text.length)) yield maskEdit(index, end);
  }
}

/** `user:password@tcp(host:3306)/x`, as Go's driver of MySQL has it. */
const DATA_SOURCE = /(?<=[\w.-]:)[^\s"'<>]{1,200}(?=@(?:tcp|udp|unix)\()/g;

/** Its beginning, where the recording ends. */
const CUT_DATA_SOURCE = /(?<=[\w.-]:)[^\s"'<>/][^\s"'<>]{0,199}$/;

function* findDataSources(text: string, isCut: boolean): Iterable<Edit> {
  const beginning = isCut ? CUT_DATA_SOURCE.exec(text.slice(-300)) : null;
  if (beginning !== null) yield maskEdit(text.length - beginning[0].length, text.length);
  // Each colon costs up to two hundred steps.
  if (!/@(?:tcp|udp|unix)\(/.test(text)) return;
  for (const { index, 0: password } of matches(DATA_SOURCE, text))
    yield maskEdit(index, index + password.length);
}

/** All matches of a global expression; a generator, as a large text may have very many. */
function* matches(expression: RegExp, text: string): Iterable<RegExpExecArray> {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const next = expression.lastIndex;
    yield match;
    // The expressions are shared, and a rule may run within another.
    expression.lastIndex = next;
  }
}
