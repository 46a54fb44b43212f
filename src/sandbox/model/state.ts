import type { ApiObject } from './object.ts';

/** The objects at one moment. What it gives is never changed in place, by nobody. */
export interface View {
  /** The resourceVersion of the last write, of whatever object. */
  readonly resourceVersion: number;
  /** `storage` is ResourceInfo's; the namespace is '' for what has none. */
  get(storage: string, namespace: string, name: string): ApiObject | undefined;
  /** Ordered by namespace and name, as etcd's keys are; all namespaces where none is named. */
  list(storage: string, namespace?: string): ApiObject[];
}

/** A view that can be written: later reads see what earlier writes of the same transaction did. */
export interface Transaction extends View {
  /** Stores a new object or a new state of one. Returns it with the resourceVersion of this write. */
  put(storage: string, object: ApiObject): ApiObject;
  /** Removes an object. Returns its last state with the resourceVersion of this write, as a watch shows it. */
  remove(storage: string, object: ApiObject): ApiObject;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resourceVersion: number;
  object: ApiObject;
  /** What the object was before: decides what a watch with a selector shows of it. */
  previous: ApiObject | undefined;
}

/** The objects of the sandbox, kept on disk and shared with other processes that use the same file. */
export interface ObjectState {
  /**
   * The newest state, with what other processes have written until now; or the one of an earlier resourceVersion.
   * @throws StatusError 410 Expired when that one is no longer known.
   */
  read(resourceVersion?: number): View;
  /**
   * Runs `change` on the newest state and keeps what it wrote, all or nothing; nothing at all where it throws. It must be
   * synchronous, and may run more than once: when another process was faster, what it did is thrown away.
   */
  commit<T>(change: (transaction: Transaction) => T): Promise<T>;
  /**
   * Calls `onEvents` with each write to this storage after that resourceVersion, in order, also those of other processes.
   * @throws StatusError 410 Expired when the writes since then are no longer known.
   */
  watch(storage: string, after: number, onEvents: (events: readonly WatchEvent[]) => void): () => void;
  /** Waits until all is on disk, and lets go of the file. */
  close(): Promise<void>;
}
