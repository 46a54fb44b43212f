import { type Edit, maskEdit } from './edit.ts';
import type { JsonTree } from './json-tree.ts';
import { isSecretField } from './secret-names.ts';

/** Which columns of a Table hold secrets, as a custom resource may have it: by the names in `columnDefinitions`. */
export function findSecretColumns(tree: JsonTree, definitions: number): Set<number> {
  const names = tree.items(definitions).map((item) => {
    const name = tree.member(item, 'name');
    return name !== undefined && tree.kind(name) === 'string' ? tree.string(name) : '';
  });
  return new Set([...names.keys()].filter((index) => isSecretField(names[index] ?? '')));
}

/** The rows of such a Table that is not whole. */
export function findRows(text: string): Edit[] {
  const head = /"columnDefinitions"\s*:\s*\[/.exec(text);
  const rows = head && text.indexOf('"rows"', head.index);
  if (head === null || rows === null || rows < 0) return [];
  const names = [...text.slice(head.index, rows).matchAll(/"name"\s*:\s*"([^"\\]*)"/g)];
  const start = rows + '"rows":'.length;
  const isSecret = start < text.length && names.some(([, name = '']) => isSecretField(name));
  return isSecret ? [maskEdit(start, text.length)] : [];
}
