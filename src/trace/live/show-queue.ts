/** What may wait to be shown, in bytes of events and of what holds them; what comes on top is only counted. */
const LIMIT = 8 * 1024 * 1024;

/** What a task takes beside its event, in bytes, about: tiny events too must not fill the memory. */
const OVERHEAD = 256;

/** How long showing may keep the bytes waiting that kubectl and the server exchange, in milliseconds. */
const SLICE_MS = 5;

/** So many tasks that have run are kept at most: in a flood the queue is never empty. */
const MANY = 1000;

type Task = () => void;

/**
 * What is to be shown, in order, but later: a part of an answer is on its way to kubectl before we look at it, and a
 * flood of events is shown in slices between which the traffic goes on.
 */
export class ShowQueue {
  readonly #guard: (doing: Task) => void;
  #tasks: { run: Task; size: number }[] = [];
  #next = 0;
  #size = 0;
  #isScheduled = false;
  readonly #skipped = new Map<object, { count: number; tell: (count: number) => void }>();

  constructor(guard: (doing: Task) => void) {
    this.#guard = guard;
  }

  /** Returns whether there was room. */
  add(run: Task, payload = 0): boolean {
    const size = payload + OVERHEAD;
    if (this.#size + size > LIMIT) return false;
    this.#tasks.push({ run, size });
    this.#size += size;
    this.#schedule();
    return true;
  }

  /** Notes one that found no room. They are told together, when those before them have been shown. */
  skip(owner: object, tell: (count: number) => void): void {
    const count = (this.#skipped.get(owner)?.count ?? 0) + 1;
    this.#skipped.set(owner, { count, tell });
  }

  /** Shows all that waits. */
  drain(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#run(SLICE_MS);
      if (this.#next < this.#tasks.length) this.#schedule();
    });
  }

  #run(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    for (let task = this.#tasks[this.#next]; task !== undefined; task = this.#tasks[this.#next]) {
      this.#next += 1;
      if (this.#next >= MANY) this.#forgetShown();
      this.#size -= task.size;
      this.#guard(task.run);
      if (performance.now() >= end && this.#next < this.#tasks.length) return;
    }
    this.#forgetShown();
    for (const { count, tell } of this.#skipped.values()) this.#guard(() => tell(count));
    this.#skipped.clear();
  }

  #forgetShown(): void {
    this.#tasks.splice(0, this.#next);
    this.#next = 0;
  }
}
