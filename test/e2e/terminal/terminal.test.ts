import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeCluster, kubectlVersions, waitUntil } from '../harness/index.ts';
import { processImage } from '../harness/kubelet.ts';
import { createWebPod } from '../harness/web-pod.ts';
import { playBoth, type Side, sides } from './shells.ts';
import type { Screen, Terminal } from './terminal.ts';

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_Z = '\x1a';

/** What only a trace says. */
const TRACE = / in \d+ milliseconds/;
const SHELL = /^shell\$$/m;

describeCluster('on a terminal', (cluster) => {
  let namespaces: Record<Side, string>;
  beforeAll(async () => {
    const [alone = '', traced = ''] = await Promise.all(sides.map(() => cluster.createNamespace('terminal')));
    namespaces = { alone, traced };
    await Promise.all(sides.map((side) => createWebPod(cluster, { namespace: namespaces[side] })));
  });

  const settings = (more: object = {}) => ({ version: 'v1.35' as const, namespaces, ...more });
  const createConfigMap = (side: Side, name: string) =>
    cluster.api.sendOrThrow('POST', `/api/v1/namespaces/${namespaces[side]}/configmaps`, {
      metadata: { name },
      data: { key: 'one' },
    });
  /** The namespaces have names of the same length. */
  const withoutNames = (screens: readonly Screen[]) =>
    JSON.parse(
      sides.reduce((text, side) => text.replaceAll(namespaces[side], 'NAMESPACE'), JSON.stringify(screens)),
    );
  const expectNoTrace = ({ lines }: Screen) => expect(lines.join('\n')).not.toMatch(TRACE);

  it.each(kubectlVersions)(
    '%s exec -it: a shell, its window, Ctrl-C and Ctrl-Z reach the Pod',
    async (version) => {
      await playBoth(
        cluster,
        settings({ version }),
        async (terminal) => {
          const screens: Screen[] = [];
          const see = async (text: RegExp) => screens.push(await terminal.until(text));
          terminal.type('k exec -it web -c app -- env PS1="pod> " sh\r');
          await see(/^pod>$/m);
          terminal.type('stty size\r');
          await see(/^24 80\n/m);
          terminal.resize(100, 30);
          terminal.type('until test "$(stty size)" = "30 100"; do sleep 0.1; done; stty size\r');
          await see(/^30 100\n/m);
          // It says so itself: before, a shell may not have given it the terminal yet.
          terminal.type("sh -c 'echo begun; exec sleep 100'\r");
          await see(/^begun\n/m);
          terminal.type(CTRL_C);
          await see(/\^C\npod>$/m);
          terminal.type('echo "ended by $?"\r');
          await see(/^ended by 130$/m);
          terminal.type("sh -c 'echo again; exec sleep 101'\r");
          await see(/^again\n/m);
          terminal.type(CTRL_Z);
          await see(/Stopped[^\n]*\n(?:.*\n)?pod>$/m);
          terminal.type('exit 3\r');
          await see(/You have stopped jobs\.\npod>$/m);
          terminal.type('exit 3\r');
          await terminal.until(SHELL);
          terminal.type('echo "kubectl: $?"\r');
          await terminal.until(/^kubectl: 3$/m);
          return screens;
        },
        async ({ alone, traced }) => {
          expect(traced.screens).toEqual(alone.screens);
          for (const screen of traced.screens) expectNoTrace(screen);
          expect(traced.terminal.written()).toMatch(TRACE);
        },
      );
    },
  );

  it('exec -i in a shell: Ctrl-Z stops it, fg goes on, Ctrl-D ends it', async () => {
    await playBoth(
      cluster,
      settings(),
      async (terminal) => {
        const screens: Screen[] = [];
        const see = async (text: RegExp) => screens.push(await terminal.until(text));
        terminal.type('k exec -i web -c app -- sed -u "s/^/pod: /"\r');
        await see(/sed -u .*\n/m);
        terminal.type('one\r');
        await see(/^pod: one/m);
        terminal.type(CTRL_Z);
        await see(/Stopped.*\n(?:.*\n)?shell\$$/m);
        terminal.type('fg\r');
        await see(/fg\n.*k exec/m);
        terminal.type('two\r');
        await see(/^pod: two/m);
        terminal.type(CTRL_D);
        await terminal.until(SHELL);
        return screens;
      },
      ({ alone, traced }) => {
        expect(traced.screens).toEqual(alone.screens);
        expect(traced.terminal.written()).toMatch(TRACE);
      },
    );
  });

  it('edit: a full-screen editor, its window, Ctrl-Z and fg', async () => {
    await Promise.all(sides.map((side) => createConfigMap(side, 'edited')));
    await playBoth(
      cluster,
      settings(),
      async (terminal) => {
        const screens: Screen[] = [];
        const see = async (text: RegExp) => screens.push(await terminal.until(text));
        terminal.type('k edit cm edited\r');
        await see(/^editing\ndata:\n {2}key: one\n80x24\n/m);
        terminal.resize(100, 30);
        await see(/^100x30$/m);
        terminal.type(CTRL_Z);
        await see(/Stopped/);
        terminal.type('fg\r');
        await see(/^editing\n(?!(?:.*\n)*.*Stopped)/m);
        terminal.type('t');
        await see(/^ {2}key: two$/m);
        terminal.type('q');
        await terminal.until(SHELL);
        return screens;
      },
      async ({ alone, traced }) => {
        expect(traced.screens).toEqual(alone.screens);
        expect(traced.screens.every(({ isAlternate }) => isAlternate)).toBe(true);
        // On the screen that the shell has back: what kubectl said, then ours.
        expect((await alone.terminal.screen()).lines).toContain('configmap/edited edited');
        const written = traced.terminal.written();
        expect(written.indexOf('configmap/edited edited')).toBeGreaterThan(0);
        expect(written.search(TRACE)).toBeGreaterThan(written.indexOf('configmap/edited edited'));
      },
    );
  });

  it('delete -i: the question stands alone', async () => {
    for (const name of ['one', 'two']) await Promise.all(sides.map((side) => createConfigMap(side, name)));
    await playBoth(
      cluster,
      settings(),
      async (terminal) => {
        const screens: Screen[] = [];
        terminal.type('k delete cm one two -i\r');
        screens.push(await terminal.until(/\(y\/N\):$/m));
        terminal.type('y\r');
        await terminal.until(SHELL);
        return screens;
      },
      ({ alone, traced }) => {
        expect(withoutNames(traced.screens)).toEqual(withoutNames(alone.screens));
        expect(traced.terminal.written()).toMatch(/"two" deleted.*\r\n(?:.*\r\n)*.* in \d+ milliseconds/);
      },
    );
  });

  /** Plays a session on the traced side; the other side only has its prompt. */
  const playTraced = (options: string, play: (terminal: Terminal, folder: string) => Promise<void>) =>
    playBoth(
      cluster,
      settings({ options }),
      async () => [],
      ({ traced }) => play(traced.terminal, traced.folder),
    );

  const shellIn = `-it --image=${processImage} --env=PS1="pod> "`;
  const shell = ['echo "sum: $((20 + 3))"', /^sum: 23$/m, 'exit\r'] as const;
  it.each([
    ['run -it', `run shell-1 ${shellIn} --rm --restart=Never -- sh`, ...shell],
    ['debug -it', `debug web ${shellIn} -c debugger-1 -- sh`, ...shell],
    ['attach -i', 'attach -i web -c app', 'hello', /^app: hello$/m, CTRL_C],
  ])('%s: nothing of ours until it ends', async (_, command, words, answer, end) => {
    await playTraced('', async (terminal) => {
      terminal.type(`k ${command}\r`);
      await terminal.until(/pod>$|press/m);
      terminal.type(`${words}\r`);
      expectNoTrace(await terminal.until(answer));
      terminal.type(end);
      await terminal.until(SHELL);
      expect(terminal.written()).toMatch(TRACE);
    });
  });

  it.each([
    ['-w trace.txt', 'edit cm written'],
    ['', 'edit cm written 2> trace.txt'],
  ])('with %j, %s: the trace comes at once', async (options, command) => {
    await cluster.api.send('POST', `/api/v1/namespaces/${namespaces.traced}/configmaps`, {
      metadata: { name: 'written' },
      data: { key: 'one' },
    });
    await playTraced(options, async (terminal, folder) => {
      terminal.type(`k ${command}\r`);
      await terminal.until(/^editing$/m);
      const isThere = async () =>
        /^#\d+ {2}GET .*cm|configmaps/m.test(await readFile(join(folder, 'trace.txt'), 'utf8'));
      await waitUntil('the trace', isThere, { timeoutMs: 10_000 });
      terminal.type('q');
      await terminal.until(SHELL);
    });
  });

  it('where stderr is another terminal, the trace comes there at once', async () => {
    await createConfigMap('traced', 'beside');
    await playBoth(
      cluster,
      settings(),
      async () => [],
      async ({ alone: { terminal: beside }, traced: { terminal } }) => {
        beside.type('tty\r');
        const { lines } = await beside.until(/^\/dev\/\S+$/m);
        const name = lines.find((line) => line.startsWith('/dev/'));
        terminal.type(`k edit cm beside 2> ${name}\r`);
        expectNoTrace(await terminal.until(/^editing$/m));
        await beside.until(TRACE);
        terminal.type('q');
        await terminal.until(SHELL);
      },
    );
  });

  it('get -w: each event as it comes; the trace goes on in a new line after ^C', async () => {
    await playTraced('', async (terminal) => {
      terminal.type('k get cm -w\r');
      await terminal.until(/each event as it comes/);
      await createConfigMap('traced', 'watched');
      await terminal.until(/^\[\d+\] ADDED +watched /m);
      terminal.type(CTRL_C);
      await terminal.until(/^\^C\n\[\d+\] watch ended by kubectl, after \d+ milliseconds: 1 event, /m);
    });
  });

  it.each([
    ['get --raw /healthz', 'ok'],
    ['exec web -c app -- printf within', 'within'],
  ])('%s: the trace goes on in a new line', async (command, said) => {
    await playTraced('-o table', async (terminal) => {
      terminal.type(`k ${command}\r`);
      await terminal.until(new RegExp(`^${said}\\n +#  VERB|^${said}\\n#  VERB`, 'm'));
    });
  });
});
