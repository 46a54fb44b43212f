import type { GoStruct, GoType } from '../model/catalog.ts';

/** The name without the package: `PodSpec`. */
export function shortName({ name }: GoStruct): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** reflect.Type.String(). */
export function typeName(type: GoType): string {
  switch (type.kind) {
    case 'struct':
      return type.struct.name.slice(type.struct.name.lastIndexOf('/') + 1);
    case 'list':
      return type.name ?? `[]${pointerName(type.element)}`;
    case 'map':
      return type.name ?? `map[${type.key}]${pointerName(type.element)}`;
    case 'bytes':
      return '[]uint8';
    default:
      return type.name;
  }
}

function pointerName(type: GoType): string {
  return `${'pointer' in type && type.pointer ? '*' : ''}${typeName(type)}`;
}
