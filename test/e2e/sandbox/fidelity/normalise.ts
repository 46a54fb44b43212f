import { hideBuild } from '../hide-build.ts';
import { collectNames, type GeneratedNames } from './generated-names.ts';
import { normaliseText } from './normalise-text.ts';
import { normaliseValue } from './normalise-value.ts';
import type { RecordedCommand, RecordedRequest } from './recording.ts';
import { withoutRepairEvents } from './repair-events.ts';
import { unordered, withoutOrderOfComponents, withoutOrderOfManagers } from './unordered.ts';

/**
 * A recording without what differs from run to run on one and the same server: uids, times and resourceVersions, and
 * what follows from them or is drawn by lot (ages, tokens, suffixes of generated names, allocated addresses and ports).
 */
export interface Normalised {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  exchanges: NormalisedRequest[];
}

export interface NormalisedRequest {
  method: string;
  uri: string;
  status: number;
  request: unknown;
  response: unknown;
}

export function normalise(recorded: RecordedCommand, names: GeneratedNames): Normalised {
  const recording = withoutRepairEvents(recorded);
  for (const { request, response } of recording.exchanges) {
    collectNames(request, names);
    collectNames(response, names);
  }
  const port = new RegExp(String.raw`(?<![\dA-Fa-f])${recording.serverPort}(?![\dA-Fa-f])`, 'g');
  const text = (value: string) => normaliseText(names.hide(value).replaceAll(port, '6443'));
  const value = (body: RecordedRequest['request'], uri: string) => {
    const told = hideBuild(JSON.stringify(withoutPlainBookmarks(body))).replaceAll(port, '6443');
    return unordered(normaliseValue(JSON.parse(told), names), uri);
  };
  const exchange = ({ method, uri, status, request, response }: RecordedRequest): NormalisedRequest => ({
    method,
    uri: normaliseUri(names.hide(uri)),
    status,
    request: value(request, uri),
    response: value(response, uri),
  });
  return {
    exitCode: recording.exitCode,
    stdout: withoutOrderOfComponents(text(withoutOrderOfManagers(recording.stdout))),
    stderr: text(recording.stderr),
    exchanges: recording.exchanges.map(exchange),
  };
}

/** When the server sends them is its own affair; that which ends the first events is awaited. */
function withoutPlainBookmarks(body: RecordedRequest['response']): RecordedRequest['response'] {
  if (body.kind !== 'events' && body.kind !== 'json') return body;
  const isPlain = (value: unknown) =>
    (value as { type?: string } | null)?.type === 'BOOKMARK' &&
    !JSON.stringify(value).includes('initial-events-end');
  if (body.kind === 'events')
    return { kind: 'events', values: body.values.filter((value) => !isPlain(value)) };
  return isPlain(body.value) ? { kind: 'none' } : body;
}

function normaliseUri(uri: string): string {
  return (
    normaliseText(uri)
      // kubectl describe takes the fields for its events from a map.
      .replace(/(?<=[?&]fieldSelector=)[^&]+/, (fields) => fields.split('%2C').sort().join('%2C'))
      .replace(/([?&]resourceVersion=)[1-9]\d*/, '$1<version>')
      .replace(/([?&]continue=)[^&]+/, '$1<continue>')
      .replace(/([?&]timeoutSeconds=)\d{3,}/, '$1<seconds>')
  );
}
