import { headerValue } from '../exchange/headers.ts';
import { count } from './amounts.ts';
import { escapeControls } from './escape.ts';
import type { CreateRenderer } from './renderer.ts';
import { type Replay, toReplay } from './replay.ts';
import { commented } from './shell-words.ts';

/**
 * `http`: a file of requests for the REST clients of editors (VS Code's REST Client, JetBrains' HTTP Client). The
 * server and the token are variables at its top.
 */
export const createRenderer: CreateRenderer = ({ discovery }) => {
  let server = '';
  let hidden = 0;
  return {
    head(run) {
      server = run.server;
      return introduction(server);
    },
    exchange(exchange) {
      const { request } = exchange;
      if (request.info.isDiscovery && discovery !== 'show') {
        hidden++;
        return '';
      }
      const hasToken = headerValue(request.headers, 'authorization') !== undefined;
      return formatReplay(toReplay(exchange, server), hasToken);
    },
    summary(exchanges) {
      if (exchanges.length === 0) return '# kubectl sent no API requests.\n';
      return hidden === 0 ? '' : `\n# ${count(hidden, 'discovery request')} left out: --discovery show\n`;
    },
  };
};

function introduction(server: string): string {
  const withoutUser = server.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1').replace(/\/+$/, '');
  return `# The API requests of a kubectl command, by kubectl trace.
# A token: kubectl create token SERVICEACCOUNT. A client certificate and the server's authority belong
# into the settings of your editor.
@server = ${escapeControls(withoutUser).replaceAll('{{', '{%7B')}
@token = TOKEN
`;
}

function formatReplay(replay: Replay, hasToken: boolean): string {
  const body = literal(replay.body);
  const headers = hasToken ? [...replay.headers, ['Authorization', 'Bearer {{token}}']] : replay.headers;
  const request = [
    `${replay.method} {{server}}${replay.path.replaceAll('{', '%7B').replaceAll(' ', '%20')} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(replay.body === undefined ? [] : ['', (body ?? replay.body).replace(/\n$/, '')]),
    '',
  ].join('\n');
  const obstacles = [
    ...replay.obstacles,
    ...(replay.headers.flat().some((text) => text.includes('{{')) ? ['a header reads as a variable'] : []),
    ...(replay.body !== undefined && body === undefined ? ['its body reads as instructions'] : []),
  ];
  const why = obstacles.map((obstacle) => `# Not to be sent: ${obstacle}.\n`).join('');
  return `\n### ${replay.title}\n${why}${why === '' ? request : commented(request)}`;
}

/** A body in which a REST client finds nothing of its own: variables, comments, separators, files to include. */
function literal(body: string | undefined): string | undefined {
  if (body === undefined || !/^\s*(?:#|\/\/|<|>|@)|\{\{/m.test(body)) return body;
  try {
    JSON.parse(body);
  } catch {
    return undefined;
  }
  // In JSON two braces can follow each other within a string only, and no line begins with one of the others.
  return body.replaceAll('{{', '{\\u007b');
}
