import { type FileHandle, open } from 'node:fs/promises';
import { waitUntil } from './wait-until.ts';

/** The parts of an audit event (audit.k8s.io/v1) that tests look at. */
export interface AuditEvent {
  auditID: string;
  /** `ResponseStarted` (watches and other long answers), `ResponseComplete` or `Panic`. */
  stage: string;
  level: string;
  verb: string;
  /** Path and query, percent-encoded as on the wire. */
  requestURI: string;
  user: { username: string; groups?: string[] };
  impersonatedUser?: { username: string; groups?: string[] };
  userAgent?: string;
  objectRef?: {
    resource?: string;
    namespace?: string;
    name?: string;
    subresource?: string;
    apiGroup?: string;
    apiVersion?: string;
  };
  responseStatus?: { code?: number; reason?: string };
  requestObject?: unknown;
  responseObject?: unknown;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

/** The audit log of a cluster, read as it grows. */
export interface AuditLog {
  /** All events so far, in the order of the log. */
  events(): Promise<readonly AuditEvent[]>;
  /**
   * The first event, old or new, for which the predicate holds.
   *
   * @throws Error after `timeoutMs`.
   */
  waitFor(predicate: (event: AuditEvent) => boolean, timeoutMs?: number): Promise<AuditEvent>;
  /**
   * The last event of each of these requests, in the same order. Events may reach the log after the response
   * has reached its client, so this waits for them.
   *
   * @throws Error when a request has not ended or is not in the log after `timeoutMs`.
   */
  eventsFor(auditIds: readonly string[], timeoutMs?: number): Promise<AuditEvent[]>;
}

const defaultTimeoutMs = 10_000;

/** @param file need not exist yet. */
export function openAuditLog(file: string): AuditLog {
  const known: AuditEvent[] = [];
  let offset = 0;
  let reading: Promise<void> = Promise.resolve();

  const readOn = async () => {
    const added = await readFrom(file, offset);
    // The last line may be half written: it is read again next time.
    const end = added.lastIndexOf('\n') + 1;
    offset += end;
    for (const line of splitLines(added.subarray(0, end))) known.push(JSON.parse(line) as AuditEvent);
  };
  const events = async () => {
    // One reader at a time, or lines would be taken twice.
    reading = reading.catch(() => {}).then(readOn);
    await reading;
    return known;
  };

  return {
    events,
    waitFor: (predicate, timeoutMs = defaultTimeoutMs) =>
      waitUntil('an audit event', async () => (await events()).find(predicate), { timeoutMs }),
    eventsFor: (auditIds, timeoutMs = defaultTimeoutMs) => {
      const lookUp = async () => {
        const ended = (await events()).filter((event) => event.stage !== 'ResponseStarted');
        const byId = new Map(ended.map((event) => [event.auditID, event]));
        const missing = auditIds.filter((id) => !byId.has(id));
        if (missing.length > 0) throw new Error(`not in the audit log: ${missing.join(', ')}`);
        return auditIds.flatMap((id) => byId.get(id) ?? []);
      };
      return waitUntil('the audit events of all requests', lookUp, { timeoutMs });
    },
  };
}

async function readFrom(file: string, offset: number): Promise<Buffer> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - offset)), {
      position: offset,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Line by line, as the whole may be longer than the longest string. */
function* splitLines(bytes: Buffer): Generator<string> {
  let start = 0;
  for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n', start)) {
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}
