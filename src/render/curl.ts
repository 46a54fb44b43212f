import { count } from './amounts.ts';
import { createPreamble } from './curl-preamble.ts';
import { escapeControls } from './escape.ts';
import type { CreateRenderer } from './renderer.ts';
import { contextFlags, formatOrigin, type Replay, toReplay } from './replay.ts';
import { commented, hereDocument, serverWord, shellWord } from './shell-words.ts';

/**
 * `curl`: a shell script that sends the same requests. It holds no credentials: the preamble takes them from the
 * kubeconfig of whoever runs it. What cannot be sent again as it was stands there as a comment, with the reason.
 */
export const createRenderer: CreateRenderer = ({ discovery }) => {
  let server = '';
  let hidden = 0;
  return {
    head(run) {
      server = run.server;
      return `${INTRODUCTION}${formatOrigin(run.server)}${createPreamble(contextFlags(run).map(escapeControls))}`;
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
# The API requests of a kubectl command as curl sends them, by kubectl trace.
# Server and credentials are those of your kubeconfig when this runs, or of the Pod's service account.
# Bodies go to stdout, each status to stderr.
`;

function formatReplay(replay: Replay): string {
  const { title, obstacles } = replay;
  const command = formatCommand(replay);
  const why = obstacles.map((obstacle) => `# Not run: ${obstacle}.\n`).join('');
  return `\n# ${title}\n${why}${why === '' ? command : commented(command)}`;
}

function formatCommand({ method, path, headers, body }: Replay): string {
  const words = [
    `curl -K "$access"${METHODS[method] ?? ` -X ${shellWord(method)}`} ${serverWord(path)}`,
    ...headers.map((header) => `-H ${shellWord(header.join(': '))}`),
  ];
  // Else curl says that the body is a form.
  if (body !== undefined && !headers.some(([name]) => /^content-type$/i.test(name)))
    words.push("-H 'Content-Type:'");
  if (body === undefined) return `${words.join(' \\\n  ')}\n`;
  return `${[...words, `--data-binary @- ${hereDocument(body)}`].join(' \\\n  ')}`;
}

const METHODS: Readonly<Record<string, string>> = { GET: '', HEAD: ' --head' };
