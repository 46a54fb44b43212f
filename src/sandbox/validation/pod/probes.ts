import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import { type Faults, matches, nonNegativeFields, oneOf } from '../faults.ts';
import { isSet, numberAt, objectsAt, structAt, textAt, valueAt } from '../fields.ts';
import { isHttpHeaderName } from '../formats/names.ts';
import { validatePortNumber, validatePortNumberOrName } from './container-fields.ts';
import { LINUX_SIGNALS } from './signals.ts';

// Probes and hooks: validateProbe and validateLifecycle of pkg/apis/core/validation.

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export const PROBES: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** `gracePeriod`: the pod's, in seconds. */
export function* validateProbe(
  path: string,
  probe: JsonObject | undefined,
  kind: ProbeKind,
  gracePeriod: number | undefined,
): Faults {
  if (probe === undefined) return;
  yield* validateHandler(path, probe, PROBE_HANDLERS, gracePeriod);
  yield* nonNegativeFields(path, probe, TIMES);
  const own = numberAt(probe, 'terminationGracePeriodSeconds');
  const at = `${path}.terminationGracePeriodSeconds`;
  if (own !== undefined && own <= 0) yield invalid(at, own, 'must be greater than 0');
  if (kind === 'readinessProbe') {
    if (own !== undefined) yield invalid(at, own, 'must not be set for readinessProbes');
  } else if ((numberAt(probe, 'successThreshold') ?? 0) !== 1) {
    yield invalid(`${path}.successThreshold`, numberAt(probe, 'successThreshold') ?? 0, 'must be 1');
  }
}

const TIMES = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

/** Undefined where there is no lifecycle; `os` is the name of the pod's. */
export function* validateLifecycle(
  path: string,
  lifecycle: JsonObject | undefined,
  gracePeriod: number | undefined,
  os: string | undefined,
): Faults {
  if (lifecycle === undefined) return;
  for (const hook of ['postStart', 'preStop']) {
    const handler = structAt(lifecycle, hook);
    if (handler !== undefined) yield* validateHandler(`${path}.${hook}`, handler, HOOK_HANDLERS, gracePeriod);
  }
  const signal = textAt(lifecycle, 'stopSignal');
  if (signal === undefined) return;
  const at = `${path}.stopSignal`;
  if (os === undefined) yield forbidden(at, 'may not be set for containers with empty `spec.os.name`');
  else if (os === 'windows') yield* oneOf(at, signal, ['SIGKILL', 'SIGTERM']);
  else if (os === 'linux') yield* oneOf(at, signal, LINUX_SIGNALS);
}

type HandlerCheck = (path: string, handler: JsonObject, gracePeriod: number | undefined) => Faults;

const COMMON_HANDLERS: readonly [string, HandlerCheck][] = [
  ['exec', validateExec],
  ['httpGet', validateHttpGet],
  ['tcpSocket', (path, tcp) => validatePortNumberOrName(`${path}.port`, own(tcp, 'port'))],
];

const PROBE_HANDLERS: readonly [string, HandlerCheck][] = [...COMMON_HANDLERS, ['grpc', validateGrpc]];
const HOOK_HANDLERS: readonly [string, HandlerCheck][] = [...COMMON_HANDLERS, ['sleep', validateSleep]];

function* validateHandler(
  path: string,
  holder: JsonObject,
  handlers: readonly [string, HandlerCheck][],
  gracePeriod: number | undefined,
): Faults {
  let count = 0;
  for (const [key, check] of handlers) {
    if (!isSet(holder, key)) continue;
    count += 1;
    if (count > 1) yield forbidden(`${path}.${key}`, 'may not specify more than 1 handler type');
    else yield* check(`${path}.${key}`, objectAt(holder, key), gracePeriod);
  }
  if (count === 0) yield required(path, 'must specify a handler type');
}

function* validateExec(path: string, exec: JsonObject): Faults {
  if (listAt(exec, 'command').length === 0) yield required(`${path}.command`, '');
}

function* validateHttpGet(path: string, get: JsonObject): Faults {
  if (stringAt(get, 'path') === '') yield required(`${path}.path`, '');
  yield* validatePortNumberOrName(`${path}.port`, own(get, 'port'));
  const scheme = stringAt(get, 'scheme');
  yield* oneOf(`${path}.scheme`, scheme, ['HTTP', 'HTTPS']);
  for (const header of objectsAt(get, 'httpHeaders')) {
    yield* matches(`${path}.httpHeaders`, stringAt(header, 'name'), isHttpHeaderName);
  }
  const protocol = textAt(get, 'protocol');
  if (protocol === undefined) return;
  const host = stringAt(get, 'host');
  if (protocol !== 'HTTP1' && protocol !== 'HTTP2') {
    yield notSupported(`${path}.protocol`, protocol, ['HTTP1', 'HTTP2']);
  } else if (protocol === 'HTTP2' && scheme !== 'HTTP') {
    yield invalid(`${path}.protocol`, protocol, 'is only supported with HTTP (H2C)');
  } else if (protocol === 'HTTP2' && host !== '') {
    yield invalid(`${path}.host`, host, 'must be empty when `protocol` is "HTTP2"');
  }
}

function* validateGrpc(path: string, grpc: JsonObject): Faults {
  yield* validatePortNumber(`${path}.port`, numberAt(grpc, 'port') ?? 0);
  const mode = textAt(grpc, 'mode');
  if (mode !== undefined) yield* oneOf(`${path}.mode`, mode, ['Plaintext', 'TLS']);
}

function* validateSleep(path: string, sleep: JsonObject, gracePeriod: number | undefined): Faults {
  const seconds = numberAt(sleep, 'seconds') ?? 0;
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return;
  const text = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
  yield invalid(path, valueAt(sleep, 'seconds') ?? 0, text);
}
