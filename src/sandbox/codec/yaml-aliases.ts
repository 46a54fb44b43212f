/** Why goyaml refuses what aliases make of a document. */
export type AliasFault = 'contains itself' | 'excessive';

/**
 * Whether the aliases of a loaded document may be written out, as goyaml decides it while it does so: none stands in
 * what it names, and they do not make most of a large document (decode.go, allowedAliasRatio). What js-yaml has loaded
 * refers to one object where an alias stood.
 */
export function findAliasFault(document: unknown): AliasFault | undefined {
  const seen = new Set<object>();
  const path = new Set<object>();
  let decoded = 0;
  let fromAliases = 0;
  const walk = (value: unknown, isAliased: boolean): AliasFault | undefined => {
    decoded += 1;
    if (isAliased) fromAliases += 1;
    if (isExcessive(fromAliases, decoded)) return 'excessive';
    if (typeof value !== 'object' || value === null) return undefined;
    if (path.has(value)) return 'contains itself';
    const withinAlias = isAliased || seen.has(value);
    seen.add(value);
    path.add(value);
    for (const item of Object.values(value)) {
      const fault = walk(item, withinAlias);
      if (fault !== undefined) return fault;
    }
    path.delete(value);
    return undefined;
  };
  return walk(document, false);
}

const FEW = 400_000;
const MANY = 4_000_000;

function isExcessive(fromAliases: number, decoded: number): boolean {
  if (fromAliases <= 100 || decoded <= 1000) return false;
  const share = (Math.min(Math.max(decoded, FEW), MANY) - FEW) / (MANY - FEW);
  return fromAliases / decoded > 0.99 - share * 0.89;
}
