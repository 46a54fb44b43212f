import { execFile } from 'node:child_process';

/** A command line as a document shows it, with what it printed. */
export interface Step {
  command: string;
  output: string;
}

/** A `console` block of a document: commands behind `$ `, each followed by its output. */
export interface Session {
  /** Where the block's content starts and ends in the document's text. */
  start: number;
  end: number;
  steps: Step[];
}

export function parseSessions(document: string): Session[] {
  return [...document.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, content = ''] = match;
    const start = match.index + '```console\n'.length;
    const steps = content
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.split('\n');
        return { command, output: lines.join('\n') };
      });
    return { start, end: start + content.length, steps };
  });
}

/** The document with these outputs in place of those that it holds. */
export function writeSessions(document: string, sessions: readonly Session[]): string {
  return sessions.reduceRight((text, { start, end, steps }) => {
    const content = steps.map(({ command, output }) => `$ ${command}\n${output}`).join('');
    return text.slice(0, start) + content + text.slice(end);
  }, document);
}

/**
 * Without what differs from run to run: times, sizes, what they leave room for in the table, and whether kubectl's own
 * lines or the trace's come first: the lines are sorted.
 */
export function normalise(output: string): string {
  return output
    .replaceAll(/\d+(\.\d+)? (milliseconds?|seconds?|B|KiB)\b/g, 'N $2')
    .replaceAll(/"(uid|resourceVersion|creationTimestamp|time)": "[^"]*"/g, '"$1": "…"')
    .replaceAll(/^ *(\d+(?:-\d+)?) +([a-z]+) .*? ([1-5]\d\d)(?: .*)?$/gm, '$1 $2 $3')
    .replaceAll(/\b\d+[smhd](\d+[smh])?\b/g, 'AGE')
    .replaceAll(/kubectl(\/| )v[\d.]+( \([^)]*\) kubernetes\/\w+)?/g, 'kubectl$1VERSION')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ $/gm, '')
    .split('\n')
    .sort()
    .join('\n');
}

/** Runs a command line in a terminal of its own, 80 columns wide, and gives what the screen would show. */
export function runInTerminal(command: string, env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['-c', PTY_SCRIPT, command];
    const options = { env: { ...env, TERM: 'dumb' }, cwd, timeout: 30_000, maxBuffer: 16 * 1024 * 1024 };
    execFile('python3', args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.replaceAll('\r\n', '\n'));
      else reject(new Error(`${command}: ${error.message}\n${stderr}`));
    });
  });
}

const PTY_SCRIPT = `import fcntl,os,pty,struct,sys,termios
pid,fd=pty.fork()
if pid==0:
    fcntl.ioctl(1,termios.TIOCSWINSZ,struct.pack('HHHH',50,80,0,0))
    os.execvp('sh',['sh','-c',sys.argv[1]])
while True:
    try: data=os.read(fd,65536)
    except OSError: break
    if not data: break
    sys.stdout.buffer.write(data)
os.waitpid(pid,0)
`;
