/** One entry of a log in klog's text format. */
export interface KlogEntry {
  message: string;
  /** The values by key, quotes and indentation undone: as klog was given them. */
  values: ReadonlyMap<string, string>;
}

const START = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [\w.]+:\d+\] /;

/**
 * Reads klog's text format, strictly: an entry whose rest does not parse throws. Lines that are no entries, such as
 * what kubectl prints itself, are passed over.
 */
export function readKlog(text: string): KlogEntry[] {
  const entries: KlogEntry[] = [];
  let rest = text;
  while (rest !== '') {
    const start = START.exec(rest)?.[0];
    const message = start === undefined ? undefined : readQuoted(rest.slice(start.length));
    if (start === undefined || message === undefined) {
      rest = rest.slice(rest.indexOf('\n') + 1 || rest.length);
      continue;
    }
    rest = rest.slice(start.length + message.length);
    const values = new Map<string, string>();
    while (!rest.startsWith('\n')) {
      const key = /^ (\w+)=/.exec(rest);
      if (key === null) throw new Error(`no key: ${rest.slice(0, 100)}`);
      rest = rest.slice(key[0].length);
      const value = readValue(rest);
      values.set(key[1] ?? '', value.text);
      rest = rest.slice(value.length);
    }
    rest = rest.slice(1);
    entries.push({ message: message.text, values });
  }
  return entries;
}

function readValue(rest: string): { text: string; length: number } {
  if (rest.startsWith('<\n')) {
    const end = rest.indexOf('\n >');
    const lines = rest.slice(2, end).split('\n');
    if (end < 0 || lines.some((line) => !line.startsWith('\t')))
      throw new Error(`no lines: ${rest.slice(0, 100)}`);
    return { text: lines.map((line) => line.slice(1)).join('\n'), length: end + 3 };
  }
  const quoted = readQuoted(rest);
  if (quoted !== undefined) return quoted;
  const bare = /^[^\s]*/.exec(rest)?.[0] ?? '';
  return { text: bare, length: bare.length };
}

/** Go's quoted strings, as far as JSON has the same escapes; the others are left as they stand. */
function readQuoted(rest: string): { text: string; length: number } | undefined {
  const raw = /^"(?:[^"\\\n]|\\.)*"/.exec(rest)?.[0];
  if (raw === undefined) return undefined;
  return {
    text: raw.slice(1, -1).replaceAll(/\\(["\\n])/g, (_, it: string) => (it === 'n' ? '\n' : it)),
    length: raw.length,
  };
}
