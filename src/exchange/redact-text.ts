import { type Edit, maskEdit, mergeEdits } from './edit.ts';
import { decodeJsonEscapes, decodePercent } from './escapes.ts';
import { findInHeaderLines } from './header-lines.ts';
import { parseJson } from './json.ts';
import { findNamedValues } from './named-values.ts';
import { hasKubeconfigKind, hasSecretKind } from './secret-hints.ts';
import { findSecretShapes } from './secret-shapes.ts';

/** So often may a secret be quoted in a quote: a backslash doubles with each, so more does not occur. */
const MAX_LEVELS = 4;

/**
 * Finds secrets in a text of unknown form by their shape and by their names, also behind escapes (JSON's, also JSON in
 * JSON; percent-encoding).
 */
export function findInText(text: string, isCut: boolean, levels = MAX_LEVELS): Edit[] {
  let edits = [...findSecretShapes(text, isCut), ...findNamedValues(text), ...findInHeaderLines(text)];
  if (levels > 0 && text.includes('\\')) {
    const decoded = decodeJsonEscapes(text);
    if (decoded.text !== text)
      edits = edits.concat(decoded.lift(findInText(decoded.text, isCut, levels - 1)));
  }
  if (levels > 0 && /%[0-7][0-9a-f]/i.test(text)) {
    const decoded = decodePercent(text);
    edits = edits.concat(decoded.lift(findInText(decoded.text, isCut, levels - 1)));
  }
  return mergeEdits(edits);
}

/**
 * Finds secrets in a manifest or a kubeconfig that is not whole JSON. A Secret is masked with all that stands
 * around it: a YAML reader costs more than the sight of it is worth.
 */
export function findInManifest(text: string): Edit[] {
  // A mere reference (`kind: Secret`, `name: x`) holds nothing.
  if (hasSecretKind(text) && /data|token/i.test(text)) return [maskEdit(0, text.length)];
  return hasKubeconfigKind(text) ? findCredentialLines(text) : [];
}

const CREDENTIAL_KEY =
  '(?:token|password|client-key-data|id-token|refresh-token|access-token|client-secret|secret|value)';
const CREDENTIAL_LINE = new RegExp(`^([ \\t]*(?:- )?${CREDENTIAL_KEY}[ \\t]*:[ \\t]*)(\\S.*)$`, 'gim');
const FLOW_CREDENTIAL = new RegExp(`(?:[{,]\\s*|["'])${CREDENTIAL_KEY}\\\\*["']?\\s*:`, 'i');

function findCredentialLines(text: string): Edit[] {
  const matches = [...text.matchAll(CREDENTIAL_LINE)];
  // Flow style, or a value that goes on in the next lines: too hard to find its end without a YAML reader.
  const isHard = matches.some((match) => /^[|>&*!{[]/.test(match[2] ?? '')) || FLOW_CREDENTIAL.test(text);
  if (isHard) return [maskEdit(0, text.length)];
  return matches.map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[2] ?? '').length, end);
  });
}

const COPY =
  /(?:last-applied-configuration|objectset\.rio\.cattle\.io\/applied|release(?="\s*:\s*"H4sI))"\s*:\s*"/g;

/** Finds the copies of whole objects, and of whole helm releases, in JSON that does not parse as a whole; one that was cut goes to the end. */
export function findCopies(text: string): Edit[] {
  return [...text.matchAll(COPY)].flatMap((match) => {
    const start = match.index + match[0].length;
    const end = endOfString(text, start);
    const copy = parseJson(decodeJsonEscapes(text.slice(start, end)).text);
    return start === end || (copy.error === undefined && end < text.length) ? [] : [maskEdit(start, end)];
  });
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}
