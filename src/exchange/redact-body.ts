import type { DecodedBody } from './body.ts';
import { applyEdits, type Edit, maskEdit, mergeEdits, numberEdits } from './edit.ts';
import { decodeJsonEscapes } from './escapes.ts';
import type { Body } from './exchange.ts';
import { parseJson } from './json.ts';
import type { JsonTree } from './json-tree.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { isPlaceholder } from './placeholders.ts';
import { findInForm } from './redact-form.ts';
import { findInJson, type JsonRules } from './redact-json.ts';
import { findRows } from './redact-table.ts';
import { findCopies, findInManifest, findInText } from './redact-text.ts';
import { findSecretHints, hasSecretKind } from './secret-hints.ts';
import type { SecretScope } from './secret-scope.ts';
import { findQuotedSecrets } from './status-message.ts';
import type { ReadYaml } from './yaml-source.ts';

export interface BodyRules {
  scope: SecretScope;
  known: KnownSecrets;
  /** The request's body fills `known`; that of a response with an error status may quote it. */
  role: 'request' | 'response' | 'error response';
  /** Whether the body describes the API, so that also what cannot be read of it holds no secrets. */
  isDescription: boolean;
  /** What finds its way in YAML, where it is loaded. */
  readYaml?: ReadYaml | undefined;
  /** Whether the exchange broke off or is still open, so that the body may end anywhere. */
  isOpen: boolean;
}

/** Masks the secrets of a body, or withholds it where it may hold some and cannot be understood. */
export function redactBody(body: DecodedBody, rules: BodyRules): Body {
  const mayHoldSecrets = rules.scope.secret || rules.scope.token;
  const redacted = body.text === undefined ? undefined : redactText(body.text, body, rules);
  const { text: _, bytes, ...others } = body;
  const rest = bytes === undefined || !rules.isDescription ? others : { ...others, bytes };
  if (redacted !== undefined && !('withheld' in redacted)) return { ...rest, ...redacted };
  if (rules.role === 'request' && mayHoldSecrets && body.size > 0) rules.known.unread = true;
  return { ...rest, ...redacted, masked: 0 };
}

type Redacted = { text: string; masked: number } | { withheld: string };

function redactText(text: string, body: DecodedBody, rules: BodyRules): Redacted {
  const { scope } = rules;
  const isForm = body.mediaType === 'application/x-www-form-urlencoded';
  const hints = findSecretHints(text);
  const mayHoldSecrets = scope.secret || scope.token;
  const isTable = rules.known.columns.size > 0;
  const mayQuote = isTable || (rules.role === 'error response' && !rules.known.isEmpty);
  if (!mayHoldSecrets && hints.length === 0 && !mayQuote && !isForm) return { text, masked: 0 };

  const tree = parseJson(text);
  const jsonRules: JsonRules = { known: rules.known, collect: rules.role === 'request', mayQuote, levels: 3 };
  if (tree.error === undefined) return edited(text, findInJson(tree, hints, scope, jsonRules), rules);
  const isCut = body.recorded !== undefined || rules.isOpen || tree.error.atEnd;
  const plain = decodeJsonEscapes(text);
  const manifest = plain.lift(findInManifest(plain.text));
  const isAllSecret = manifest.some(({ start, end }) => start === 0 && end === text.length);
  if (mayHoldSecrets || isAllSecret) {
    if (isWatchStream(tree, text)) {
      // The events that came whole are worth showing; of the one that was cut nothing is certain.
      const cut = maskEdit(tree.error.valueStart, text.length);
      return edited(text, [...findInJson(tree, hints, scope, jsonRules), cut], rules);
    }
    const inYaml = isCut ? undefined : findInYaml(text, body, rules);
    if (inYaml !== undefined) return edited(text, inYaml, rules);
    if (!isPlainError(text, body, rules)) return { withheld: reason(body) };
    return edited(text, [...findQuotedSecrets(text, rules.known), ...findInText(text, isCut)], rules);
  }
  const inForm = isForm ? findInForm(text) : [];
  const quoted = mayQuote ? rules.known.find(text, isCut) : [];
  const edits = [
    ...manifest,
    ...inForm,
    ...quoted,
    ...findRows(text),
    ...findCopies(text),
    ...findInText(text, isCut),
  ];
  if (rules.role === 'request') for (const { start, end } of edits) rules.known.add(text.slice(start, end));
  return edited(text, edits, rules);
}

function edited(text: string, edits: readonly Edit[], { known }: BodyRules): Redacted {
  const merged = numberEdits(text, mergeEdits(edits), known.placeholders);
  return { text: applyEdits(text, merged), masked: merged.length };
}

/** The same as in the JSON that the YAML says; undefined where it cannot be read. */
function findInYaml(text: string, { mediaType }: DecodedBody, rules: BodyRules): Edit[] | undefined {
  const yaml = mediaType.includes('yaml') ? rules.readYaml?.(text) : undefined;
  if (yaml === undefined) return undefined;
  const tree = parseJson(yaml.json);
  if (tree.error !== undefined) return undefined;
  const { scope, known, role } = rules;
  const jsonRules: JsonRules = {
    known,
    collect: role === 'request',
    mayQuote: role === 'error response' && !known.isEmpty,
    levels: 3,
  };
  const found = yaml.lift(findInJson(tree, findSecretHints(yaml.json), scope, jsonRules));
  return found && [...found, ...findInText(text, false)];
}

function isWatchStream(tree: JsonTree, text: string): boolean {
  const isCut = tree.error?.atEnd === true || isPlaceholder(text.slice(tree.error?.valueStart));
  return isCut && tree.roots.length > 0 && tree.roots.every((root) => tree.kind(root) === 'object');
}

/** `404 page not found` and the like: words of a server, not an object of the API. */
function isPlainError(text: string, body: DecodedBody, rules: BodyRules): boolean {
  return (
    rules.role === 'error response' &&
    body.mediaType === 'text/plain' &&
    text.length <= 4096 &&
    !/[{[]/.test(text) &&
    !hasSecretKind(text)
  );
}

function reason(body: DecodedBody): string {
  if (body.recorded !== undefined) return 'may hold secrets, and only its beginning was recorded';
  if (body.mediaType.includes('yaml')) return 'YAML that may hold secrets';
  return 'may hold secrets, and is not valid JSON';
}
