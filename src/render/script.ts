import { count } from './amounts.ts';
import { escapeControls } from './escape.ts';
import type { CreateRenderer } from './renderer.ts';
import { contextFlags, formatOrigin, type Replay, toReplay } from './replay.ts';
import { createPreamble } from './script-preamble.ts';
import { commented } from './shell-words.ts';

/** A program that sends requests, as a shell script runs it. */
export interface ScriptProgram {
  /** Its name for people. */
  name: string;
  /** The shell functions that the preamble tells of server and credentials by. */
  functions: string;
  /** The lines that send a request. */
  formatCommand(replay: Replay): string;
  /** Why it cannot send a request that others can, in words for a person. */
  obstaclesOf?(replay: Replay): string[];
}

/**
 * A renderer of shell scripts that send the same requests by a program. They hold no credentials: the preamble takes them
 * from the kubeconfig of whoever runs it. What cannot be sent again as it was stands there as a comment, with the
 * reason.
 */
export function createScriptRenderer(program: ScriptProgram): CreateRenderer {
  return ({ discovery }) => {
    let server = '';
    let hidden = 0;
    return {
      head(run) {
        server = run.server;
        const preamble = createPreamble(program.functions, contextFlags(run).map(escapeControls));
        return `${introduction(program.name)}${formatOrigin(run.server)}${preamble}`;
      },
      exchange(exchange) {
        if (exchange.request.info.isDiscovery && discovery !== 'show') {
          hidden++;
          return '';
        }
        return formatReplay(toReplay(exchange, server), program);
      },
      summary(exchanges) {
        if (exchanges.length === 0) return '# kubectl sent no API requests.\n';
        return hidden === 0 ? '' : `\n# ${count(hidden, 'discovery request')} left out: --discovery show\n`;
      },
    };
  };
}

const introduction = (name: string): string => `#!/bin/sh
# The API requests of a kubectl command as ${name} sends them, by kubectl trace.
# Server and credentials are those of your kubeconfig when this runs, or of the Pod's service account.
# Bodies go to stdout, each status to stderr.
`;

function formatReplay(replay: Replay, program: ScriptProgram): string {
  const obstacles = [...replay.obstacles, ...(program.obstaclesOf?.(replay) ?? [])];
  const command = program.formatCommand(replay);
  const why = obstacles.map((obstacle) => `# Not run: ${obstacle}.\n`).join('');
  return `\n# ${replay.title}\n${why}${why === '' ? command : commented(command)}`;
}
