import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cachePath } from '../e2e/harness/cache-folder.ts';

const VERSION = '2.4.0';

const SCRIPT = `
import json, sys
from haralyzer import HarParser
from haralyzer.assets import HarEntry
parser = HarParser(json.load(open(sys.argv[1])))
entries = [HarEntry(raw) for raw in parser.har_data["entries"]]
print(json.dumps([[e.request.method, e.url, e.status, e.request.text, e.response.text, e.time] for e in entries]))
`;

export type ReadEntry = [
  method: string,
  url: string,
  status: number,
  sent: string | null,
  received: string | null,
  time: number,
];

/** What haralyzer (PyPI) reads in an archive. */
export function readWithHaralyzer(python: string, path: string): ReadEntry[] {
  const { stdout, stderr, status } = spawnSync(python, ['-c', SCRIPT, path], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The path of a Python that has it, installed once into the cache folder; undefined where that cannot be. */
export function findHaralyzer(): string | undefined {
  const folder = cachePath(`haralyzer-${VERSION}`);
  const python = `${folder}/bin/python3`;
  const works = () => existsSync(python) && spawnSync(python, ['-c', 'import haralyzer']).status === 0;
  if (works()) return python;
  const made = spawnSync('python3', ['-m', 'venv', folder], { timeout: 60_000 });
  if (made.status !== 0) return undefined;
  spawnSync(`${folder}/bin/pip`, ['-q', 'install', `haralyzer==${VERSION}`], { timeout: 120_000 });
  return works() ? python : undefined;
}
