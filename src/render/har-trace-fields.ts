import type { Body, Exchange, ExchangeRequest } from '../exchange/exchange.ts';
import { parseRequestInfo } from '../exchange/request-info.ts';
import { toTunnelRecord } from './jsonl-tunnel.ts';
import {
  toBodyNotes,
  toConnectionRecord,
  toEventsRecord,
  toInfoRecord,
  toTimingRecord,
  toUserRecord,
} from './record.ts';

/** `_kubectlTrace` of an entry: what the model knows and HAR has no field for. */
export function toTraceFields({
  id,
  request,
  response,
  tunnel,
  timing,
  connection,
  error,
  open,
}: Exchange): object {
  return {
    id,
    open,
    isAnswered: response !== undefined,
    info: infoOf(request),
    user: request.user && toUserRecord(request.user),
    requestBody: toBodyFields(request.body),
    responseBody: response && toBodyFields(response.body),
    events: response?.events && toEventsRecord(response.events),
    lines: response?.lines,
    tunnel: tunnel && toTunnelRecord(tunnel),
    timing: toTimingRecord(timing),
    connection: toConnectionRecord(connection),
    error,
  };
}

/** Only where the URL does not tell it: behind a server's path of its own. */
function infoOf({ method, url, info }: ExchangeRequest): object | undefined {
  const record = toInfoRecord(info);
  const told = toInfoRecord(parseRequestInfo(method, url));
  return JSON.stringify(record) === JSON.stringify(told) ? undefined : record;
}

/** Size and text stand where HAR has them; a `postData` has a text also where the body has none. */
function toBodyFields(body: Body): object {
  const { mediaType, encoding } = body;
  return {
    mediaType,
    encoding,
    ...toBodyNotes(body),
    hasText: body.text === undefined ? false : undefined,
  };
}
