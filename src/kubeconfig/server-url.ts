import { isIPv4 } from 'node:net';

/**
 * The URL that kubectl makes of a `server:` (`DefaultServerURL` in client-go rest/url_utils.go): without a scheme it
 * is `host:port` over plain HTTP. Undefined where kubectl, or Go's HTTP client, refuses it.
 */
export function parseServerUrl(server: string): URL | undefined {
  // Go's net/url refuses what WHATWG's parser drops or mends.
  if (/[\s\\^`{|}<>"]|\p{Cc}/u.test(server)) return undefined;
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(server);
  if (!hasScheme && /^[^/]*\/./.test(server)) return undefined;
  const text = hasScheme ? server : `http://${server}`;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // `127.1` and `0x7f000001` are names to Go, which it looks up.
  if (isIPv4(url.hostname) && !text.includes(url.hostname)) return undefined;
  return url;
}
