/** HTTP Archives as other tools write them: what is typical of each, with the same two exchanges. */

const SERVER = 'https://10.0.0.5:6443';
const SECRET = JSON.stringify({
  kind: 'Secret',
  metadata: { name: 'db' },
  stringData: { password: 'hunter2' },
});
const STORED = JSON.stringify({
  kind: 'Secret',
  metadata: { name: 'db' },
  data: { password: 'aHVudGVyMg==' },
});
const PODS = JSON.stringify({ kind: 'PodList', items: [] });
const timings = { blocked: 1.5, dns: -1, ssl: -1, connect: -1, send: 0.1, wait: 4.2, receive: 0.4 };

/** DevTools: pseudo-headers of HTTP/2, `_transferSize`, sizes of -1, base64 where it likes. */
export const CHROME = {
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [],
    entries: [
      {
        _connectionId: '12',
        _initiator: { type: 'script' },
        _priority: 'High',
        _resourceType: 'fetch',
        cache: {},
        connection: '6443',
        request: {
          method: 'POST',
          url: `${SERVER}/api/v1/namespaces/default/secrets`,
          httpVersion: 'http/2.0',
          headers: [
            { name: ':authority', value: '10.0.0.5:6443' },
            { name: ':method', value: 'POST' },
            { name: 'authorization', value: 'Bearer the-token' },
          ],
          queryString: [],
          cookies: [],
          headersSize: -1,
          bodySize: SECRET.length,
          postData: { mimeType: 'application/json', text: SECRET },
        },
        response: {
          status: 201,
          statusText: '',
          httpVersion: 'http/2.0',
          headers: [{ name: 'content-type', value: 'application/json' }],
          cookies: [],
          content: { size: STORED.length, mimeType: 'application/json', text: STORED },
          redirectURL: '',
          headersSize: -1,
          bodySize: -1,
          _transferSize: 210,
          _error: null,
        },
        serverIPAddress: '[::1]',
        startedDateTime: '2025-11-22T14:59:04.123Z',
        time: 6.2,
        timings: { ...timings, _blocked_queueing: 1 },
      },
      {
        request: { method: 'GET', url: `${SERVER}/api/v1/pods`, httpVersion: 'h2', headers: [], bodySize: 0 },
        response: {
          status: 200,
          statusText: 'OK',
          httpVersion: 'h2',
          headers: [{ name: 'content-encoding', value: 'gzip' }],
          content: {
            size: PODS.length,
            mimeType: 'application/json',
            text: Buffer.from(PODS).toString('base64'),
            encoding: 'base64',
          },
          bodySize: -1,
        },
        startedDateTime: '2025-11-22T14:59:05.123Z',
        time: 6.2,
        timings,
      },
    ],
  },
};

const plain = (entry: (typeof CHROME.log.entries)[number]) => ({
  ...entry,
  request: { ...entry.request, httpVersion: 'HTTP/1.1' },
  response: { ...entry.response, httpVersion: 'HTTP/1.1' },
});

/** Firefox: `browser`, `pageref`, entries that are pretty-printed, `connection` as a port. */
export const FIREFOX = {
  log: {
    version: '1.2',
    creator: { name: 'Firefox', version: '132.0' },
    browser: { name: 'Firefox', version: '132.0' },
    pages: [{ id: 'page_1', pageTimings: { onContentLoad: -1, onLoad: -1 }, startedDateTime: '', title: '' }],
    entries: CHROME.log.entries.map((entry) => ({
      ...plain(entry),
      pageref: 'page_1',
      _securityState: 'secure',
    })),
  },
};

/** mitmproxy 11: no pages, `comment`, cookies with attributes, and no `content.encoding` for text. */
export const MITMPROXY = {
  log: {
    version: '1.2',
    creator: { name: 'mitmproxy', version: '11.0.0', comment: '' },
    pages: [],
    entries: CHROME.log.entries.map((entry) => ({
      ...plain(entry),
      serverIPAddress: '10.0.0.5',
      timings: { connect: 1.1, ssl: 3.2, send: 0.5, receive: 0.6, wait: 5.1 },
    })),
  },
};
