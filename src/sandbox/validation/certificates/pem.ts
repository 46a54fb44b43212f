export interface PemBlock {
  type: string;
  hasHeaders: boolean;
  bytes: Buffer;
}

const BLOCK = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----[ \t\r]*(?=\n|$)/g;

/** The blocks that Go's pem.Decode finds, one after the other. What is no block is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, type = '', content = '']) => {
    const headers = /^(?:[^\n:]+:[^\n]*\n)+\n?/.exec(content)?.[0] ?? '';
    const encoded = content.slice(headers.length).replaceAll(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return [];
    return [{ type, hasHeaders: headers !== '', bytes: Buffer.from(encoded, 'base64') }];
  });
}
