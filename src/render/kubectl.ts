import { headerValue } from '../exchange/headers.ts';
import { count } from './amounts.ts';
import { escapeControls } from './escape.ts';
import type { CreateRenderer } from './renderer.ts';
import { contextFlags, formatOrigin, type Replay, toReplay } from './replay.ts';
import { commented, hereDocument, shellWord } from './shell-words.ts';

/** `kubectl`: a shell script that sends the same requests with `kubectl … --raw`, where that has a word for them. */
export const createRenderer: CreateRenderer = ({ discovery }) => {
  let server = '';
  let flags = '';
  let hidden = 0;
  return {
    head(run) {
      server = run.server;
      flags = contextFlags(run)
        .map((flag) => ` ${shellWord(escapeControls(flag))}`)
        .join('');
      return `${INTRODUCTION}${formatOrigin(run.server)}\nkubectl() { command "\${KUBECTL:-kubectl}"${flags} "$@"; }\n`;
    },
    exchange(exchange) {
      if (exchange.request.info.isDiscovery && discovery !== 'show') {
        hidden++;
        return '';
      }
      return formatReplay(toReplay(exchange, server));
    },
    summary(exchanges) {
      if (exchanges.length === 0) return '# kubectl sent no API requests.\n';
      return hidden === 0 ? '' : `\n# ${count(hidden, 'discovery request')} left out: --discovery show\n`;
    },
  };
};

const INTRODUCTION = `#!/bin/sh
# The API requests of a kubectl command as kubectl's raw mode sends them, by kubectl trace.
# It goes on after an error answer, as kubectl did. In raw mode kubectl 1.24 and 1.30 forget the path of the server's URL.
`;

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'replace',
  DELETE: 'delete',
};

function formatReplay(replay: Replay): string {
  const { title, method, path, body } = replay;
  const verb = VERBS[method];
  if (verb === undefined) return `\n# ${title}\n# Not run: raw mode has no ${method}: ${path}\n`;
  const obstacles = [...replay.obstacles, ...obstaclesOf(replay)];
  const asked = headerValue(replay.headers, 'accept') ?? '';
  const notes = [
    ...obstacles.map((obstacle) => `# Not run: ${obstacle}.\n`),
    ...(asked.includes('as=') ? ['# Raw mode takes the objects, where a table was asked for.\n'] : []),
  ];
  const words = ['kubectl', verb, '--raw', shellWord(path), ...identityFlags(replay)].join(' ');
  const command = body === undefined ? `${words}\n` : `${words} -f - ${hereDocument(body)}`;
  return `\n# ${title}\n${notes.join('')}${obstacles.length === 0 ? command : commented(command)}`;
}

function* obstaclesOf({ method, headers, body }: Replay): Generator<string, void> {
  for (const [name, value] of headers) {
    if (/^impersonate-extra-/i.test(name)) yield `raw mode cannot send ${name}`;
    if (/^if-match$/i.test(name)) yield `raw mode cannot send ${name}`;
    // Raw mode names no type, and the server takes what has none for JSON.
    if (/^content-type$/i.test(name) && !/^application\/json\b/.test(value))
      yield `raw mode sends JSON, not ${value}`;
  }
  if (method === 'GET' && body !== undefined) yield 'raw mode cannot send a body with GET';
  if ((method === 'POST' || method === 'PUT') && body === undefined)
    yield 'raw mode cannot send it without a body';
}

const IDENTITY: Readonly<Record<string, string>> = {
  'impersonate-user': '--as',
  'impersonate-group': '--as-group',
  'impersonate-uid': '--as-uid',
};

function identityFlags({ headers }: Replay): string[] {
  return headers.flatMap(([name, value]) => {
    const flag = IDENTITY[name.toLowerCase()];
    return flag === undefined ? [] : [shellWord(`${flag}=${value}`)];
  });
}
