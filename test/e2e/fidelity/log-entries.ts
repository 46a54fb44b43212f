/** One entry of klog on stderr. */
export interface LogEntry {
  severity: string;
  /** The source file that logged it: `round_trippers.go`. */
  source: string;
  /** The message; further lines of it as they stand. */
  text: string;
}

const PREFIX = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ ([\w.-]+):\d+\] (.*)$/;

/**
 * Splits what kubectl wrote to stderr into klog's entries. A line without klog's prefix continues the entry before
 * it: the older dialect prints bodies so. kubectl's own words are such lines as well, nothing tells them apart.
 */
export function splitLogEntries(stderr: string): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const line of stderr.split('\n')) {
    const match = PREFIX.exec(line);
    const last = entries.at(-1);
    if (match !== null) {
      const [, severity = '', source = '', text = ''] = match;
      entries.push({ severity, source, text });
    } else if (last !== undefined) {
      last.text += `\n${line}`;
    }
  }
  return entries;
}
