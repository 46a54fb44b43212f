/** The length of Go's `hex.Dump` of so many bytes: 79 characters for each 16 bytes, the last line ends earlier. */
export function hexDumpLength(size: number): number {
  const rest = size % 16;
  return Math.floor(size / 16) * 79 + (rest === 0 ? 0 : 63 + rest);
}

/** Whether a logged body is a hex dump. */
export function isHexDump(body: string): boolean {
  return /^0{8} {2}[0-9a-f]{2} /.test(body);
}

/** The bytes of a hex dump; of one that is cut those that are whole. */
export function readHexDump(dump: string): Buffer {
  const lines = dump.split('\n').map((line) => line.slice(10, 58).replace(/ (?:[0-9a-f])?$/, ' '));
  return Buffer.from(lines.join('').replaceAll(' ', ''), 'hex');
}
