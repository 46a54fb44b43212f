import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { cachePath } from '../../harness/cache-folder.ts';
import type { Job, Recordings } from './recorder.ts';
import type { RecordedCommand } from './recording.ts';

/**
 * What a real server did, kept in the cache folder. It is found again only for the same commands, on the same build
 * of the servers, recorded by the same code: anything else is as if it were not there.
 */
export interface KeptRecordings {
  find(job: Job): Promise<Recordings | undefined>;
  keep(job: Job, recordings: Recordings): Promise<void>;
}

/** What the servers are built from, how they are started, how commands are run, and the objects that those find. */
const SOURCES = [
  '../../servers/etcd/',
  '../../servers/kube-apiserver/',
  '../../harness/',
  './',
  '../../../../scripts/sandbox-update/',
];

export function openKeptRecordings(): KeptRecordings {
  const sources = SOURCES.flatMap(readSources);
  const conditions = createHash('sha256').update(JSON.stringify(sources));
  const folder = cachePath('fidelity', conditions.digest('hex').slice(0, 12));
  const fileOf = ({ version, scenario: { versions: _, ...what } }: Job) => {
    const content = JSON.stringify([version, what]);
    return join(folder, `${createHash('sha256').update(content).digest('hex')}.json.gz`);
  };
  return {
    async find(job) {
      try {
        const text = await promisify(gunzip)(await readFile(fileOf(job)));
        const kept = JSON.parse(text.toString()) as (RecordedCommand | null)[];
        return kept.map((recording) => recording ?? undefined);
      } catch {
        return undefined;
      }
    },
    async keep(job, recordings) {
      await mkdir(folder, { recursive: true });
      const unfinished = `${fileOf(job)}.${process.pid}`;
      await writeFile(unfinished, await promisify(gzip)(JSON.stringify(recordings), { level: 1 }));
      await rename(unfinished, fileOf(job));
    },
  };
}

function readSources(relative: string): string[] {
  const folder = fileURLToPath(new URL(relative, import.meta.url));
  const isSource = (name: string) => /\.(?:ts|yaml|mod|sum)$/.test(name) && !name.endsWith('.test.ts');
  const names = readdirSync(folder).filter(isSource);
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}
