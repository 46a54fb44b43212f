import { expect, test } from 'vitest';
import { findEnvironmentProxy } from '../../src/kubeconfig/environment-proxy.ts';

const PROXY = 'http://proxy:3128';
const https = { HTTPS_PROXY: PROXY };

// The rules and most of the cases of golang.org/x/net/http/httpproxy.
test.each<[server: string, environment: NodeJS.ProcessEnv, proxied: boolean]>([
  ['https://h:6443', {}, false],
  ['https://h:6443', https, true],
  ['https://h:6443', { https_proxy: PROXY }, true],
  ['https://h:6443', { HTTP_PROXY: PROXY, ALL_PROXY: PROXY }, false],
  ['http://h', { HTTP_PROXY: PROXY }, true],
  ['http://h', https, false],
  ['https://localhost', https, false],
  ['https://127.1.2.3', https, false],
  ['https://[::1]:6443', https, false],
  ['https://h', { ...https, NO_PROXY: '*' }, false],
  ['https://h', { ...https, NO_PROXY: 'a, h ,b' }, false],
  ['https://h', { ...https, no_proxy: 'H' }, false],
  ['https://x.h', { ...https, NO_PROXY: 'h' }, false],
  ['https://xh', { ...https, NO_PROXY: 'h' }, true],
  ['https://h', { ...https, NO_PROXY: '.h' }, true],
  ['https://x.h', { ...https, NO_PROXY: '.h' }, false],
  ['https://x.h', { ...https, NO_PROXY: '*.h' }, false],
  ['https://h', { ...https, NO_PROXY: '*.h' }, true],
  ['https://h:6443', { ...https, NO_PROXY: 'h:6443' }, false],
  ['https://h', { ...https, NO_PROXY: 'h:443' }, false],
  ['https://h:6443', { ...https, NO_PROXY: 'h:443' }, true],
  ['https://10.1.2.3', { ...https, NO_PROXY: '10.0.0.0/8' }, false],
  ['https://11.1.2.3', { ...https, NO_PROXY: '10.0.0.0/8' }, true],
  ['https://10.1.2.3:6443', { ...https, NO_PROXY: '10.1.2.3' }, false],
  ['https://10.1.2.3:6443', { ...https, NO_PROXY: '10.1.2.3:1' }, true],
  ['https://10.1.2.3', { ...https, NO_PROXY: '2.3' }, true],
  ['https://[fd00::1]:6443', { ...https, NO_PROXY: 'fd00::/8' }, false],
  ['https://[fd00::1]:6443', { ...https, NO_PROXY: '[fd00::1]:6443' }, false],
  ['https://[fd00::1]:6443', { ...https, NO_PROXY: 'fd00::2' }, true],
  ['https://h', { ...https, NO_PROXY: '10.0.0.0/99' }, true],
])('%s with %o: proxied %s', (server, environment, proxied) => {
  expect(findEnvironmentProxy(new URL(server), environment)).toBe(proxied ? PROXY : undefined);
});
