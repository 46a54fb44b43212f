import { invalid } from '../../model/field-error.ts';
import type { Faults } from '../faults.ts';
import { parseIp } from '../formats/ip.ts';

/** ValidateEndpointIP: addresses that no endpoint can have. */
export function* validateEndpointIp(path: string, ip: string): Faults {
  const address = parseIp(ip);
  if (address === undefined) {
    yield invalid(path, ip, 'must be a valid IP address');
    return;
  }
  const { bytes } = address;
  const [first = 0, second = 0, third = 0] = bytes;
  const is4 = bytes.length === 4;
  const areZeros = bytes.slice(0, -1).every((byte) => byte === 0);
  if (areZeros && bytes.at(-1) === 0) yield invalid(path, ip, `may not be unspecified (${ip})`);
  if (is4 ? first === 127 : areZeros && bytes.at(-1) === 1) {
    yield invalid(path, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if (is4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80) {
    yield invalid(path, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (is4 ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 0x02) {
    yield invalid(path, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
}
