import { mkdirSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { FORMAT, type Header, type Seal, type Snapshot, type Writes } from './journal-body.ts';
import { formatBody, openJournalFile, type SizedBody } from './journal-file.ts';
import {
  followSeal,
  isFirstOf,
  keepAside,
  newFileName,
  removeLeftovers,
  writeSuccessor,
} from './successor.ts';

/** Who holds in memory what the journal says. */
export interface JournalReader {
  /** What a state that was never used before starts from. */
  createHeader(): Header;
  /** All begins anew, from the seed. */
  start(header: Header): void;
  load(snapshot: Snapshot, bytes: number): void;
  apply(writes: Writes, bytes: number): void;
  /** The state as it is, for a new file: how it began, and what differs from that. */
  snapshot(): { header: Header; parts: Iterable<Snapshot> };
}

/** The file of a state, through all the files that take over from one another. */
export interface Journal {
  /** Bytes. */
  readonly size: number;
  /** Reads what others have written. */
  refresh(): void;
  /**
   * Keeps transactions that were made on top of all that was read: the JSON of their writes. Returns false where others
   * were faster.
   */
  append(transactions: readonly (readonly string[])[]): boolean;
  /** Writes what there is to a new file that takes over, without what was overwritten since. */
  compact(): void;
  /** The same with nothing at all. Returns false where others were faster. */
  reset(): boolean;
  sync(): void;
  close(): void;
}

/**
 * Opens the journal at a path, or makes one (mode 0600, in folders of mode 0700). A damaged one is set aside under another
 * name; what can be read of it goes on, and `notice` is told.
 *
 * @throws the file system's errors, and an Error where the file is of a later format.
 */
export function openJournal(path: string, reader: JournalReader, notice: (text: string) => void): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let generation = 0;
  let file = openJournalFile(path);
  load();

  /** Reads a file from its beginning. */
  function load(): void {
    let bodies = file.read();
    while (bodies.length === 0 && file.damages === 0) {
      // Nobody has used it yet: of those who begin it now, one is first.
      if (!file.isReplaced) file.append([formatBody(reader.createHeader())]);
      reopen();
      bodies = file.read();
    }
    const header = bodies.find(({ body }) => body.kind === 'header')?.body as Header | undefined;
    if ((header?.format ?? FORMAT) > FORMAT) throw laterFormat(path);
    if (header === undefined) begin(reader.createHeader());
    deliver(bodies);
    settle();
  }

  function begin(header: Header): void {
    generation = header.generation;
    reader.start(header);
  }

  function deliver(bodies: readonly SizedBody[]): void {
    for (const { body, bytes } of bodies) {
      if (body.kind === 'header') begin(body);
      else if (body.kind === 'snapshot') reader.load(body, bytes);
      else if (body.kind === 'writes') reader.apply(body, bytes);
    }
  }

  /** Goes to the file that is in use now, if it is another one. */
  function settle(): void {
    if (file.seal !== undefined) follow(file.seal);
    else if (file.isReplaced || file.isInDoubt) {
      reopen();
      load();
    } else if (file.damages > 0) repair();
  }

  function reopen(): void {
    file.close();
    file = openJournalFile(path);
  }

  function follow(seal: Seal): void {
    const old = file;
    const found = followSeal(path, seal);
    if (found === undefined) {
      notice(
        `${seal.next}, which the state of the sandbox was moved to, is missing: it goes on as it was before`,
      );
      takeOver('repair', reader.snapshot());
      return;
    }
    old.close();
    // After a compaction the new file says the same as the old one.
    const isKnown = seal.why === 'compaction' && isFirstOf(found, seal.generation);
    file = openJournalFile(found, isKnown ? { offset: seal.length, last: seal.last } : undefined);
    if (isKnown) {
      generation = seal.generation;
      deliver(file.read());
      settle();
    } else load();
  }

  function repair(): void {
    const lines = file.damages === 1 ? 'a line' : `${file.damages} lines`;
    const aside = newFileName(path, 'damaged');
    keepAside(file.path, aside);
    if (takeOver('repair', reader.snapshot()))
      notice(`the sandbox's state was damaged: ${lines} cannot be read, the rest goes on; kept as ${aside}`);
    else unlinkSync(aside);
  }

  function takeOver(why: Seal['why'], content: ReturnType<JournalReader['snapshot']>): boolean {
    removeLeftovers(path, file.path);
    const next = writeSuccessor(path, { ...content.header, generation: generation + 1 }, content.parts);
    const seal: Seal = { kind: 'seal', why, generation: generation + 1, ...next.position, next: next.name };
    const isFirst = file.append([formatBody(seal)]);
    if (!isFirst) next.remove();
    deliver(file.read());
    settle();
    return isFirst;
  }

  return {
    get size() {
      return file.size;
    },
    refresh() {
      deliver(file.read());
      settle();
    },
    append: (transactions) =>
      file.append(transactions.map((writes) => `"kind":"writes","writes":[${writes.join(',')}]`)),
    compact: () => void takeOver('compaction', reader.snapshot()),
    reset: () => takeOver('reset', { header: reader.createHeader(), parts: [] }),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

function laterFormat(path: string): Error {
  const error = new Error(`${path} was written by a later version of kubectl trace`);
  return Object.assign(error, { code: 'STATE_FORMAT' });
}
