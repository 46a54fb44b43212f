import { invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt } from '../../model/json.ts';
import { type Faults, matches } from '../faults.ts';
import { booleanAt, textAt } from '../fields.ts';
import { byteLength, isDnsSubdomain } from '../formats/names.ts';

/** validateWindowsSecurityContextOptions: a pod's or a container's. */
export function* validateWindowsOptions(path: string, options: JsonObject | undefined): Faults {
  if (options === undefined) return;
  const specName = textAt(options, 'gmsaCredentialSpecName');
  if (specName !== undefined) yield* matches(`${path}.gmsaCredentialSpecName`, specName, isDnsSubdomain);
  const spec = textAt(options, 'gmsaCredentialSpec');
  if (spec === '')
    yield invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (spec !== undefined && byteLength(spec) > MAX_CREDENTIAL_BYTES) {
    yield invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB');
  }
  const user = textAt(options, 'runAsUserName');
  if (user === undefined) return;
  for (const fault of windowsUserFaults(user)) yield invalid(`${path}.runAsUserName`, user, fault);
}

const MAX_CREDENTIAL_BYTES = 64 * 1024;

const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_PART = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const USER_DOMAIN = new RegExp(`^${DNS_PART}(?:\\.${DNS_PART})*$`);

function windowsUserFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const rules: [boolean, string][] = [
    [byteLength(domain ?? '') >= 256, "runAsUserName's Domain length must be under 256 characters"],
    [
      domain !== undefined && !NET_BIOS.test(domain) && !USER_DOMAIN.test(domain),
      "runAsUserName's Domain doesn't match the NetBios nor the DNS format",
    ],
    [user === '', "runAsUserName's User cannot be empty"],
    [byteLength(user) > 104, "runAsUserName's User length must not be longer than 104 characters"],
    [/^[. ]+$/.test(user), "runAsUserName's User cannot contain only periods or spaces"],
    [
      /["/\\:;|=,+*?<>@[\]]/.test(user),
      'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]',
    ],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** validateWindowsHostProcessPod; `containers` with their paths. */
export function* validateHostProcess(
  path: string,
  spec: JsonObject,
  containers: readonly (readonly [string, JsonObject])[],
): Faults {
  const ofPod = hostProcessOf(spec);
  let count = 0;
  for (const [at, container] of containers) {
    const ofContainer = hostProcessOf(container);
    if (ofPod !== undefined && ofContainer !== undefined && ofPod !== ofContainer) {
      const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      yield invalid(`${at}.securityContext.windowsOptions.hostProcess`, ofContainer, text);
    }
    if (ofContainer ?? ofPod) count += 1;
  }
  if (count === 0) return;
  if (count !== containers.length) {
    const text =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    yield invalid(path, '', text);
  }
  if (!booleanAt(spec, 'hostNetwork')) {
    const text = 'hostNetwork must be true if pod contains any hostProcess containers';
    yield invalid(`${path}.hostNetwork`, false, text);
  }
}

function hostProcessOf(holder: JsonObject): boolean | undefined {
  return booleanAt(objectAt(objectAt(holder, 'securityContext'), 'windowsOptions'), 'hostProcess');
}
