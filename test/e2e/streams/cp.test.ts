import { randomBytes } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOrThrow } from '../harness/index.ts';
import { describeVersions } from './describe-flavours.ts';
import { sides, upgradesOf } from './lab.ts';

/** Names, types, modes and targets, then the digests of files; but for what was made anew, which is the umask's. */
const list =
  'cd "$0" && find . -printf "%P %y %m %l\\n" | sort && find . -type f -exec sha256sum {} + | sort';

describeVersions('cp', (lab) => {
  it('copies a tree there and back', async () => {
    const { pod, flavour } = lab();
    for (const side of sides) await createTree(join(lab().folder(side), 'tree'));
    // The same bytes on both sides.
    const bytes = randomBytes(3_000_000);
    for (const side of sides) await writeFile(join(lab().folder(side), 'tree', 'large'), bytes);

    const there = await lab().both(['cp', 'tree', `${pod}:copied`, '-c', 'app']);
    expect(there.traced).toEqual(there.alone);
    expect(there.traced.code).toBe(0);
    for (const upgrade of upgradesOf(there.trace)) expect(upgrade).toBe(`${flavour.transport} 101`);
    const arrived = await lab().both(['exec', pod, '-c', 'app', '--', 'bash', '-c', list, 'copied']);
    expect(arrived.traced).toEqual(arrived.alone);
    expect(arrived.traced.stdout).toBe(await listed(join(lab().folder('alone'), 'tree')));

    const back = await lab().both(['cp', `${pod}:copied`, 'back', '-c', 'app']);
    expect(back.traced).toEqual(back.alone);
    expect(back.traced.code).toBe(0);
    const returned = await listed(join(lab().folder('traced'), 'back'));
    expect(returned).toBe(await listed(join(lab().folder('alone'), 'back')));
    // kubectl leaves out symbolic links on the way back, and modes.
    expect(returned).toMatch('deep/er/file f 644');
  });

  it('says what is wrong with what is not there', async () => {
    const { traced, alone } = await lab().both(['cp', `${lab().pod}:no-such-file`, 'here', '-c', 'app']);
    // Whether it shows what tar says of it, is a race in kubectl.
    expect(traced.code).toBe(alone.code);
  });
});

async function listed(folder: string): Promise<string> {
  return (await runOrThrow('bash', ['-c', list, folder])).stdout;
}

async function createTree(folder: string): Promise<void> {
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'run.sh'), '#!/bin/sh\necho ran\n', { mode: 0o755 });
  await writeFile(join(folder, 'deep', 'er', 'file'), 'deep\n');
  const odd = ['with space', 'ünïcode ☃', '-dash', '100%', `quo'"te`, 'semi;colon', '.hidden'];
  for (const name of odd) await writeFile(join(folder, name), `${name}\n`);
  await writeFile(join(folder, 'empty file'), '');
  await symlink('run.sh', join(folder, 'link'));
  await symlink('nowhere', join(folder, 'deep', 'dangling'));
}
