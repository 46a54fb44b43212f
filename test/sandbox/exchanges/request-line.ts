/** One request of a list: `METHOD PATH [TYPE [BODY]]`. */
export interface RequestLine {
  text: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Seconds that a real server is given before, for what it does in the background. */
  waitBefore: number;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  merge: 'application/merge-patch+json',
  smp: 'application/strategic-merge-patch+json',
  jp: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/**
 * Reads a list of requests: one a line, `#` for comments, `WAIT 3` for three seconds. TYPE is a Content-Type or a short word for one, or
 * `accept=MEDIA_TYPE`, with `~` for spaces.
 */
export function parseRequests(list: string): RequestLine[] {
  let waitBefore = 0;
  return list
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .flatMap((text) => {
      const [method = '', path = '', type = '', ...body] = text.split(' ');
      if (method === 'WAIT') {
        waitBefore = Number(path);
        return [];
      }
      const accept = type.startsWith('accept=') ? type.slice('accept='.length).replaceAll('~', ' ') : '';
      const contentType = accept === '' && type !== '' ? (CONTENT_TYPES[type] ?? type) : '';
      const line = {
        text,
        method,
        path,
        headers: {
          'user-agent': 'exchanges',
          ...(accept === '' ? {} : { accept }),
          ...(contentType === '' ? {} : { 'content-type': contentType }),
        },
        body: body.length === 0 ? undefined : body.join(' '),
        waitBefore,
      };
      waitBefore = 0;
      return [line];
    });
}
