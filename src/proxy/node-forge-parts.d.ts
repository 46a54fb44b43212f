// The parts of node-forge that we use, by their own files: the whole package takes four times as long to load.
// @types/node-forge describes the package's root only.

declare module 'node-forge/lib/asn1.js' {
  import type { asn1 } from 'node-forge';

  const part: typeof asn1;
  export default part;
}

declare module 'node-forge/lib/util.js' {
  import type { util } from 'node-forge';

  const part: typeof util & {
    /** 4 or 16 bytes as a binary string; null for what is no address. */
    bytesFromIP(ip: string): string | null;
  };
  export default part;
}
