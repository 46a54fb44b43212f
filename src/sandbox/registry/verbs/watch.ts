import { cloneJson, isObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { WatchEvent } from '../../model/state.ts';
import { type Status, StatusError } from '../../model/status.ts';
import type { ListOptions } from '../options/list-options.ts';
import { watchedVersionOf } from '../options/resource-version.ts';
import type { ApiRequest } from '../request.ts';
import { createSelection, type Selection } from '../selectors/selection.ts';

/** What a watch sends. Objects are in the version in which they are kept. */
export type SentEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: ApiObject }
  | { type: 'ERROR'; status: Status };

export interface Watch {
  /** Starts the events; the first ones come at once. Returns what stops them. */
  start(send: (events: readonly SentEvent[]) => void, end: () => void): () => void;
}

/** The server tells about once a minute how far it is, and shortly before a watch ends. */
const BOOKMARK_INTERVAL_MS = 60_000;
const LAST_BOOKMARK_SECONDS = 2;
/** Bookmarks are objects of the internal types, whose zero values show. */
const COUNTED: ReadonlySet<string> = new Set(['apps/deployments', 'apps/replicasets', 'apps/statefulsets']);
const DAEMON_SET_MARK = { 'deprecated.daemonset.template.generation': '0' };
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** apiserver pkg/registry/generic/registry/store.go, Watch; pkg/storage/cacher. */
export function watch(request: ApiRequest, options: ListOptions): Watch {
  const { state, rules, resource } = request;
  const selection = createSelection(rules, resource.namespaced ? request.namespace : '', options);
  const view = state.read();
  const asked = watchedVersionOf(options.resourceVersion);
  const isFromStart = options.sendInitialEvents ?? asked === 0;
  const isAhead = asked > view.resourceVersion;
  return {
    start(send, end) {
      const initial = isFromStart ? initialEvents(request, options, selection) : undefined;
      if (initial !== undefined) send(initial.events);
      let last = initial?.resourceVersion ?? asked;
      const onEvents = (events: readonly WatchEvent[]) => {
        last = events.at(-1)?.resourceVersion ?? last;
        // Who asks for what is not written yet gets what comes after it.
        // A reset begins to count anew: what it removes is older than what was asked for, and is news all the same.
        const news = isAhead ? events.filter((event) => event.resourceVersion > asked) : events;
        const sent = news.flatMap((event) => selectedEvent(event, selection) ?? []);
        if (sent.length > 0) send(sent);
      };
      let stop: () => void;
      try {
        // Without a version to start from, what is new from now on.
        const after = last === 0 ? view.resourceVersion : Math.min(last, view.resourceVersion);
        stop = state.watch(resource.storage, after, onEvents);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        send([{ type: 'ERROR', status: error.status }]);
        end();
        return () => undefined;
      }
      const stopBookmarks = options.allowWatchBookmarks
        ? sendBookmarks(() => send([bookmark(request, state.read().resourceVersion)]), options.timeoutSeconds)
        : () => undefined;
      return () => {
        stopBookmarks();
        stop();
      };
    },
  };
}

/** apiserver pkg/storage/cacher/cache_watcher.go, nextBookmarkTime. */
function sendBookmarks(send: () => void, timeoutSeconds: number | undefined): () => void {
  const interval = setInterval(send, BOOKMARK_INTERVAL_MS);
  interval.unref();
  const last = (timeoutSeconds ?? 0) - LAST_BOOKMARK_SECONDS;
  const timer = last > 0 ? setTimeout(send, last * 1000) : undefined;
  timer?.unref();
  return () => {
    clearInterval(interval);
    clearTimeout(timer);
  };
}

function initialEvents(
  request: ApiRequest,
  options: ListOptions,
  selection: Selection,
): { events: SentEvent[]; resourceVersion: number } {
  const { state, resource } = request;
  const view = state.read();
  const { resourceVersion } = view;
  const events = view
    .list(resource.storage, selection.namespace || undefined)
    .filter((object) => selection.matches(object))
    .map((object): SentEvent => ({ type: 'ADDED', object }));
  if (options.sendInitialEvents === true && options.allowWatchBookmarks) {
    events.push(bookmark(request, resourceVersion, { [INITIAL_EVENTS_END]: 'true' }));
  }
  return { events, resourceVersion };
}

function bookmark(
  { rules }: ApiRequest,
  resourceVersion: number,
  annotations?: Record<string, string>,
): SentEvent {
  const object = cloneJson(rules.empty);
  const { storage } = rules.resource;
  if (COUNTED.has(storage)) object.spec = { replicas: 0, ...(isObject(object.spec) ? object.spec : {}) };
  const marks = { ...annotations, ...(storage === 'apps/daemonsets' ? DAEMON_SET_MARK : {}) };
  object.metadata = {
    resourceVersion: String(resourceVersion),
    ...(Object.keys(marks).length === 0 ? {} : { annotations: marks }),
  };
  return { type: 'BOOKMARK', object };
}

/** An object that comes into what is selected is added, one that leaves it is deleted. */
function selectedEvent(event: WatchEvent, selection: Selection): SentEvent | undefined {
  const { type, object, previous, resourceVersion } = event;
  if (selection.namespace !== '' && object.metadata.namespace !== selection.namespace) return undefined;
  const isNow = type !== 'DELETED' && selection.matches(object);
  const wasBefore = previous !== undefined && selection.matches(previous);
  if (isNow) return { type: wasBefore ? 'MODIFIED' : 'ADDED', object };
  if (!wasBefore || previous === undefined) return undefined;
  const metadata = { ...previous.metadata, resourceVersion: String(resourceVersion) };
  return { type: 'DELETED', object: { ...previous, metadata } };
}
