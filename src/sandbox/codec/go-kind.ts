import type { GoType } from '../model/catalog.ts';

/** reflect.Kind.String() */
export function goKind(type: GoType): string {
  if ('pointer' in type && type.pointer) return 'ptr';
  switch (type.kind) {
    case 'list':
    case 'bytes':
      return 'slice';
    case 'special':
      return 'struct';
    case 'int':
      return `${type.name.startsWith('uint') ? 'uint' : 'int'}${type.bits === 0 ? '' : type.bits}`;
    case 'float':
      return `float${type.bits}`;
    default:
      return type.kind;
  }
}
