export interface MediaType {
  /** In lower case, without parameters; empty where there is none. */
  type: string;
  charset: string;
  /** `;stream=watch`. */
  isStream: boolean;
}

export function parseMediaType(contentType: string): MediaType {
  const [type = '', ...parameters] = contentType.split(';');
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([\w.:-]+)/i.exec(one)?.[1]).find(Boolean);
  return {
    type: type.trim().toLowerCase(),
    charset: (charset ?? '').toLowerCase(),
    isStream: parameters.some((one) => /^\s*stream\s*=\s*"?watch"?\s*$/i.test(one)),
  };
}
