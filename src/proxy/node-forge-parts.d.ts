// The two parts of node-forge that we use, by their own files: the whole package costs twice the load time.
// @types/node-forge describes the package's root only, and not what turns extensions into ASN.1.

declare module 'node-forge/lib/asn1.js' {
  import type { asn1 } from 'node-forge';

  const part: typeof asn1;
  export default part;
}

declare module 'node-forge/lib/x509.js' {
  import type { asn1, pki } from 'node-forge';

  const part: typeof pki & {
    /** The whole `Extensions` field, tag 3 included. */
    certificateExtensionsToAsn1(extensions: readonly object[]): asn1.Asn1;
  };
  export default part;
}
