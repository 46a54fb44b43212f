import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { createFakeKubectl, createWitness, needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

let server: ApiServer;
let workspace: Workspace;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  workspace = createWorkspace();
  env = { KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), server) };
});
afterEach(() => workspace.remove());

const lines = (name: string) => readFileSync(workspace.path(name), 'utf8').trim().split('\n');

/** A kubectl that counts signals and ends, with 42, a moment after the first. */
const counting = () =>
  createFakeKubectl(
    workspace,
    `for s in INT TERM HUP QUIT USR1; do trap "echo $s >> signals" $s; done
echo ready > ready
i=0; while [ ! -s signals ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done
sleep 0.5; exit 42`,
  );
const isReady = () => waitUntil('kubectl', () => lines('ready').length === 1, { timeoutMs: 15_000 });

describe('a signal sent to us alone is passed on once', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const)('%s', async (signal) => {
    const { child, ended } = workspace.start(['get', 'x'], {
      env: { ...env, KUBECTL: counting() },
      detached: true,
    });
    await isReady();
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(lines('signals')).toEqual([signal.slice(3)]);
    expect(code).toBe(42);
    expect(stderr).not.toMatch('Debugger');
  });

  it('as often as it is sent', async () => {
    const KUBECTL = createFakeKubectl(
      workspace,
      `trap "echo TERM >> signals" TERM; : > signals; echo ready > ready
i=0; while [ $(wc -l < signals) -lt 3 ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done
sleep 0.3; exit 6`,
    );
    const { child, ended } = workspace.start(['get', 'x'], { env: { ...env, KUBECTL }, detached: true });
    await isReady();
    for (let count = 1; count <= 3; count++) {
      child.kill('SIGTERM');
      // A shell makes one of two that come while it is busy.
      const isCounted = () => lines('signals').filter((line) => line === 'TERM').length === count;
      await waitUntil(`signal ${count}`, isCounted, { timeoutMs: 10_000 });
    }
    expect((await ended).code).toBe(6);
    expect(lines('signals')).toEqual(['TERM', 'TERM', 'TERM']);
  });
});

/**
 * Runs a command in a terminal of its own and plays a script of Python that may `send(keys)`, `until(text)`,
 * `file(name)` (waits for it) and `kill(pid, signal)`. Prints what the terminal showed.
 */
const inTerminal = (command: string, play: string, more: Record<string, string> = {}) => {
  const script = `import os,pty,select,sys,time,signal
pid,fd=pty.fork()
if pid==0:
    os.execvp('bash',['bash','--norc','-i'] if ${command === '' ? 'True' : 'False'} else ['bash','-c',os.environ['COMMAND']])
shown=b''
def more(seconds):
    global shown
    ready,_,_=select.select([fd],[],[],seconds)
    if ready:
        try: got=os.read(fd,65536)
        except OSError: got=b''
        shown+=got
        return got!=b''
    return True
def send(keys): os.write(fd,keys)
def until(text,start=0):
    end=time.time()+15
    while text not in shown[start:]:
        if time.time()>end: print('NOT SHOWN',text); break
        if not more(0.1): break
def file(name):
    end=time.time()+15
    while not (os.path.exists(name) and os.path.getsize(name)):
        if time.time()>end: print('NO FILE',name); break
        more(0.05)
${play}
end=time.time()+15
while time.time()<end and more(0.2): pass
_,status=os.waitpid(pid,0)
sys.stdout.write(shown.decode().replace('\\r\\n','\\n'))
print('STATUS',os.waitstatus_to_exitcode(status))`;
  const TRACE = `'${process.execPath}' '${PROGRAM}'`;
  return workspace.runOther('python3', ['-c', script], {
    env: { ...env, TERM: 'xterm', COMMAND: command.replaceAll('$TRACE', TRACE), TRACE, ...more },
  });
};

describe('in a terminal', () => {
  it('Ctrl-C reaches kubectl once, and the end is its own', async () => {
    const { stdout } = await inTerminal('$TRACE get x; echo "exit $?"', "file('ready')\nsend(b'\\x03')", {
      KUBECTL: counting(),
    });
    // The shell has got the signal as well and dies of it, unless kubectl has dealt with it: then it goes on.
    expect(lines('signals'), stdout).toEqual(['INT']);
    expect(stdout).toMatch('exit 42');
  });

  it('Ctrl-\\ reaches kubectl once', async () => {
    await inTerminal('$TRACE get x', "file('ready')\nsend(b'\\x1c')", { KUBECTL: counting() });
    expect(lines('signals')).toEqual(['QUIT']);
  });

  it.skipIf(newestKubectl === undefined)(`Ctrl-C shows the summary so far${needsKubectl}`, async () => {
    const KUBECTL = createWitness(workspace, newestKubectl?.path ?? '');
    const { stdout } = await inTerminal('exec $TRACE get --raw /endless', "until(b'begun')\nsend(b'\\x03')", {
      KUBECTL,
    });
    expect(stdout).toMatch(/\/endless.*200 OK/);
    expect(stdout).toMatch(/STATUS -2\n$/);
  });

  it('SIGTERM to us alone is passed on', async () => {
    const play = "file('ready')\nos.kill(int(open('us').read()),signal.SIGTERM)";
    await inTerminal('echo $$ > us; exec $TRACE get x', play, { KUBECTL: counting() });
    expect(lines('signals')).toEqual(['TERM']);
  });

  it('Ctrl-Z stops it, fg goes on, Ctrl-C ends it', async () => {
    const play = `send(b"eval $TRACE get x\\n")
file('ready')
send(b'\\x1a'); until(b'Stopped')
open('stopped','w').write(open('/proc/'+open('kubectl.pid').read().strip()+'/stat').read())
at=len(shown); send(b'fg\\n'); until(b'get x',at); time.sleep(0.3); send(b'\\x03'); file('signals'); time.sleep(1)
send(b'echo "exit $?"; exit\\n')`;
    const { stdout } = await inTerminal('', play, { KUBECTL: counting() });
    expect(readFileSync(workspace.path('stopped'), 'latin1')).toMatch(/\) T /);
    expect(lines('signals'), stdout).toEqual(['INT']);
    expect(stdout).toMatch('exit 42');
  });

  it("our own stderr keeps the terminal's settings for kubectl", async () => {
    const KUBECTL = createFakeKubectl(
      workspace,
      'stty -a > settings; cat /proc/$$/fdinfo/2 > flags; sleep 0.5; stty -a >> settings',
    );
    await inTerminal('stty -a > before; exec $TRACE get x', '', { KUBECTL });
    const before = readFileSync(workspace.path('before'), 'utf8');
    expect(readFileSync(workspace.path('settings'), 'utf8')).toBe(before + before);
    const flags = /flags:\s+(\d+)/.exec(readFileSync(workspace.path('flags'), 'utf8'))?.[1] ?? '4000';
    expect(Number.parseInt(flags, 8) & 0o4000).toBe(0);
  });

  it('what others make of the terminal in the meantime stays as it is when we end', async () => {
    const KUBECTL = createFakeKubectl(
      workspace,
      'i=0; while [ ! -e go ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done',
    );
    const command =
      '$TRACE get x & until [ -e kubectl.pid ]; do sleep 0.05; done; stty -echo -icanon; stty -a > set; : > go; wait $!; stty -a > after';
    await inTerminal(command, '', { KUBECTL });
    expect(readFileSync(workspace.path('set'), 'utf8')).toMatch(/ -echo /);
    expect(readFileSync(workspace.path('after'), 'utf8')).toBe(readFileSync(workspace.path('set'), 'utf8'));
  });
});
