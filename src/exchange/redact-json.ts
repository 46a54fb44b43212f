import { type Edit, maskEdit, mergeEdits } from './edit.ts';
import { decodeJsonEscapes } from './escapes.ts';
import { parseJson } from './json.ts';
import type { JsonTree } from './json-tree.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { MASK } from './placeholders.ts';
import { findSecretColumns } from './redact-table.ts';
import { findInManifest, findInText } from './redact-text.ts';
import { findSecretHints } from './secret-hints.ts';
import { isHarmlessValue, isSecretField, isSecretVariable } from './secret-names.ts';
import { isCopyAnnotation, isSecretKey, type SecretScope, scopeOfKind } from './secret-scope.ts';
import { findQuotedSecrets } from './status-message.ts';

/** What the walk through a body shares with the rest of its exchange. */
export interface JsonRules {
  known: KnownSecrets;
  /** Whether masked values are noted in `known`: those of a request, which the response may quote. */
  collect: boolean;
  /** Whether messages may quote secrets that are known: then no part of the tree is passed over. */
  mayQuote: boolean;
  /** How many more levels of JSON in strings are looked into. */
  levels: number;
}

/** Finds what must be masked in the values of `tree`, by where it stands and by its shape. */
export function findInJson(
  tree: JsonTree,
  hints: readonly number[],
  scope: SecretScope,
  rules: JsonRules,
): Edit[] {
  const walk = new SecretWalk(tree, hints, rules);
  for (const root of tree.roots) {
    const kind = tree.kind(root);
    // A lone value says nothing of what it is.
    if ((scope.secret || scope.token) && kind !== 'object' && kind !== 'array') walk.maskLeaves(root, scope);
    else walk.visit(root, scope);
  }
  return mergeEdits(walk.edits);
}

interface Member {
  name: string;
  key: number;
  value: number;
}

class SecretWalk {
  readonly edits: Edit[] = [];
  readonly #tree: JsonTree;
  readonly #hints: readonly number[];
  readonly #rules: JsonRules;
  /** The walk goes through the text in order, and so through the hints. */
  #hint = 0;

  constructor(tree: JsonTree, hints: readonly number[], rules: JsonRules) {
    this.#tree = tree;
    this.#hints = hints;
    this.#rules = rules;
  }

  visit(node: number, scope: SecretScope): void {
    // Where no rule of place applies, all that could be masked has a hint: most of a long list is passed over.
    const isOpen =
      !scope.secret && !scope.token && !this.#rules.mayQuote && this.#rules.known.columns.size === 0;
    if (isOpen && !this.#hasHint(node)) return;
    switch (this.#tree.kind(node)) {
      case 'object':
        this.#visitObject(node, scope);
        return;
      case 'array':
        this.#visitItems(node, scope);
        return;
      case 'string':
        if (this.#hasHint(node)) this.#editString(node, (text) => findInString(text, scope, this.#rules));
    }
  }

  #visitObject(node: number, outer: SecretScope): void {
    const members = this.#members(node);
    const kinds = members.filter(({ name }) => name === 'kind').map(({ value }) => this.#text(value));
    // A kubeconfig may come without its kind.
    const isKubeconfig =
      members.some(({ name }) => name === 'users') && members.some(({ name }) => name === 'clusters');
    const scope = [...kinds, ...(isKubeconfig ? ['Config'] : [])].reduce(
      (inner, kind) => scopeOfKind(kind, inner),
      outer,
    );
    const isWholeSecret = kinds.includes('Secret') && members.some(({ name }) => name === 'metadata');
    const labels = members
      .filter(({ name }) => name === 'name' || name === 'key')
      .map(({ value }) => this.#text(value));
    const label = labels.find(isSecretVariable) ?? '';
    // An ExternalSecret's `secretKey` names a key of the Secret that it makes.
    const isReference = members.some(({ name }) => name === 'remoteRef' || name === 'sourceRef');
    const path = members.some(({ name }) => name === 'op') ? this.#pathOf(members) : undefined;

    for (const { name, key, value } of members) {
      this.visit(key, scope);
      if (name === 'columnDefinitions' && this.#tree.items(value).length > 0)
        this.#rules.known.columns = findSecretColumns(this.#tree, value);
      if (isSecretKey(name, scope)) this.maskLeaves(value, scope);
      else if (isWholeSecret && !SECRET_FIELDS.has(name) && !name.startsWith('$'))
        this.maskLeaves(value, scope);
      // What helm keeps of a release in a ConfigMap: all its manifests, packed by gzip and base64.
      else if (name === 'release' && this.#tree.text.startsWith('"H4sI', this.#tree.start(value)))
        this.maskLeaves(value, scope);
      else if (name === 'value' && path !== undefined) this.#visitPatchValue(path, value, scope);
      else if (name === 'value' && label !== '') this.#maskNamed(label, value, scope);
      else if (isSecretField(name) && !(isReference && name === 'secretKey'))
        this.#maskNamed(name, value, scope);
      else if (name === 'cells') this.#visitCells(value, scope);
      else if (isCopyAnnotation(name)) this.#visitCopy(value, scope);
      else if (name === 'message' && scope.status) this.#visitMessage(value, scope);
      else this.visit(value, scope);
    }
  }

  /** Masks every value below `node`; keys, nulls (which delete in a patch) and patch directives stay. */
  maskLeaves(node: number, scope: SecretScope): void {
    const tree = this.#tree;
    const kind = tree.kind(node);
    if (kind === 'object') {
      for (const { name, key, value } of this.#members(node)) {
        this.visit(key, scope);
        if (!this.#isDirective(name, value)) this.maskLeaves(value, scope);
      }
    } else if (kind === 'array') {
      for (let item = node + 1; item < tree.next(node); item = tree.next(item)) this.maskLeaves(item, scope);
    } else if (kind !== 'null') {
      if (this.#rules.collect) this.#rules.known.add(this.#text(node));
      this.edits.push({ start: tree.start(node), end: tree.end(node), by: `"${MASK}"` });
    }
  }

  /** A value whose name says that it is secret; what is no text holds names of its own. */
  #maskNamed(name: string, value: number, scope: SecretScope): void {
    const kind = this.#tree.kind(value);
    const isText = kind === 'string' || kind === 'number';
    if (isText && !isHarmlessValue(name, this.#text(value))) this.maskLeaves(value, scope);
    else this.visit(value, scope);
  }

  /** `$patch: replace`, `$retainKeys: […]`: they hold words of the API and keys; no key of a Secret has a $. */
  #isDirective(name: string, value: number): boolean {
    if (name === '$patch') return PATCH_DIRECTIVES.has(this.#text(value));
    if (name !== '$retainKeys' && !name.startsWith('$setElementOrder/')) return false;
    return this.#tree.items(value).every((item) => /^"[-._a-zA-Z0-9]{1,253}"$/.test(this.#tree.raw(item)));
  }

  /** A step of a JSON patch (RFC 6902). Above `data` the value is an object, which is visited as any other. */
  #visitPatchValue(path: string, value: number, scope: SecretScope): void {
    const [, ...steps] = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const [first] = steps;
    const last = steps.at(-1) ?? '';
    if (isCopyAnnotation(last)) this.#visitCopy(value, scope);
    else if (scope.secret && first !== undefined && !SECRET_FIELDS.has(first)) this.maskLeaves(value, scope);
    else if (isSecretKey(last, { ...scope, secret: false })) this.maskLeaves(value, scope);
    else if (isSecretField(last)) this.#maskNamed(last, value, scope);
    else this.visit(value, scope);
  }

  #visitCopy(value: number, scope: SecretScope): void {
    if (this.#tree.kind(value) !== 'string') {
      this.visit(value, scope);
      return;
    }
    this.#editString(value, (text) => {
      const copy = parseJson(text);
      if (text === '') return [];
      if (copy.error !== undefined || copy.roots.length === 0) return [maskEdit(0, text.length)];
      return findInJson(copy, findSecretHints(text), scope, this.#rules);
    });
  }

  /** A Status quotes what it refuses. */
  #visitMessage(value: number, scope: SecretScope): void {
    const { known } = this.#rules;
    if (this.#tree.kind(value) !== 'string') this.visit(value, scope);
    else {
      const mayQuote = scope.secret || scope.token || this.#rules.mayQuote;
      this.#editString(value, (text) => [
        ...(mayQuote ? findQuotedSecrets(text, known) : []),
        ...findInString(text, scope, this.#rules),
      ]);
    }
  }

  #visitCells(node: number, scope: SecretScope): void {
    for (const [index, cell] of this.#tree.items(node).entries()) {
      if (this.#rules.known.columns.has(index)) this.#maskNamed('', cell, scope);
      else this.visit(cell, scope);
    }
  }

  /** `["--token", "…"]`, as a container's arguments may stand. */
  #visitItems(node: number, scope: SecretScope): void {
    const tree = this.#tree;
    let flag = '';
    for (let item = node + 1; item < tree.next(node); item = tree.next(item)) {
      const isNext = flag !== '' && !tree.text.startsWith('"--', tree.start(item));
      if (isNext) this.#maskNamed(flag, item, scope);
      else this.visit(item, scope);
      const [, name = ''] = /^"(--?[\w.-]{1,100})"$/.exec(tree.raw(item)) ?? [];
      flag = isSecretVariable(name) ? name : '';
    }
  }

  #editString(node: number, find: (text: string) => Edit[]): void {
    const start = this.#tree.start(node) + 1;
    const decoded = decodeJsonEscapes(this.#tree.text.slice(start, this.#tree.end(node) - 1));
    const edits = mergeEdits(find(decoded.text));
    // A server that refuses a URL quotes its password.
    if (this.#rules.collect)
      for (const edit of edits) this.#rules.known.add(decoded.text.slice(edit.start, edit.end));
    for (const edit of decoded.lift(edits)) {
      this.edits.push({ ...edit, start: start + edit.start, end: start + edit.end });
    }
  }

  #members(node: number): Member[] {
    return this.#tree.members(node).map(({ key, value }) => ({ name: this.#tree.string(key), key, value }));
  }

  #pathOf(members: readonly Member[]): string | undefined {
    const path = members.findLast(({ name }) => name === 'path')?.value;
    return path === undefined ? undefined : this.#text(path);
  }

  #text(node: number): string {
    return this.#tree.kind(node) === 'string' ? this.#tree.string(node) : this.#tree.raw(node);
  }

  #hasHint(node: number): boolean {
    const start = this.#tree.start(node);
    const end = this.#tree.end(node);
    while (this.#hint < this.#hints.length && (this.#hints[this.#hint] ?? 0) < start) this.#hint += 1;
    return this.#hint < this.#hints.length && (this.#hints[this.#hint] ?? 0) < end;
  }
}

/** Whatever else stands at the top of a Secret is a misspelt `data`. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

const PATCH_DIRECTIVES: ReadonlySet<string> = new Set(['replace', 'delete', 'merge']);

/** What a string says may be JSON again, a manifest, or any other text. */
function findInString(text: string, scope: SecretScope, rules: JsonRules): Edit[] {
  if (rules.levels > 0 && /^\s*[{[]/.test(text)) {
    const tree = parseJson(text);
    if (tree.error === undefined) {
      return findInJson(tree, findSecretHints(text), scope, { ...rules, levels: rules.levels - 1 });
    }
  }
  return [...findInManifest(text), ...findInText(text, false)];
}
