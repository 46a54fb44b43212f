import { type Edit, maskEdit, mergeEdits } from './edit.ts';
import { decodeJsonEscapes, decodePercent } from './escapes.ts';
import { hasKubeconfigKind, hasSecretKind } from './secret-hints.ts';
import { findSecretShapes } from './secret-shapes.ts';

/** So often may a secret be quoted in a quote: a backslash doubles with each, so more does not occur. */
const MAX_LEVELS = 4;

/**
 * Finds secrets in a text of unknown form by their shape, also behind escapes (JSON's, also JSON in
 * JSON; percent-encoding).
 */
export function findInText(text: string, isCut: boolean, levels = MAX_LEVELS): Edit[] {
  let edits = findSecretShapes(text, isCut);
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
 * Finds secrets in a manifest or a kubeconfig inside a string, when it is not JSON. A Secret in YAML is masked
 * with all that stands around it: a YAML reader costs more than the sight of it is worth.
 */
export function findInManifest(text: string): Edit[] {
  // A mere reference (`kind: Secret`, `name: x`) holds nothing.
  if (hasSecretKind(text) && /data|token/i.test(text)) return [maskEdit(0, text.length)];
  return hasKubeconfigKind(text) ? findCredentialLines(text) : [];
}

const CREDENTIAL =
  /^([ \t]*(?:- )?["']?(?:token|password|client-key-data|id-token|refresh-token|access-token|client-secret)["']?[ \t]*:[ \t]*)(\S.*)$/gim;

function findCredentialLines(text: string): Edit[] {
  const matches = [...text.matchAll(CREDENTIAL)];
  // A value that goes on in the next lines: too hard to find its end without a YAML reader.
  if (matches.some((match) => /^[|>&*!{[]/.test(match[2] ?? ''))) return [maskEdit(0, text.length)];
  return matches.map((match) => {
    const end = match.index + match[0].length;
    return maskEdit(end - (match[2] ?? '').length, end);
  });
}
