/**
 * What rendering costs: 1,000, 5,000 and 10,000 exchanges in each format, in time and memory.
 *
 *   npm run bench:render
 *
 * Each format and size is a process of its own, which prepares, renders once for warmth, and renders. Bodies are made as
 * they are needed and dropped as a live trace drops them, so that what memory grows by is the renderer's.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../src/exchange/exchange.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../src/render/formats.ts';
import { RUN } from '../test/render/factory.ts';
import { createExchange, withoutText } from './render-exchanges.ts';

const SIZES = [1000, 5000, 10_000] as const;
const ROUNDS = 3;

interface Measured {
  /** Of the processor, garbage collection included: what other processes do counts for little. */
  milliseconds: number;
  /** The largest size of the process, in MiB. */
  memory: number;
  /** What was rendered, in MiB. */
  output: number;
}

function main(): void {
  const [load = 0] = loadavg();
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} processors, load ${load.toFixed(1)} at the start; median of ${ROUNDS}\n\n`,
  );
  process.stdout.write(
    `| | ${SIZES.map((size) => `${size} ms`).join(' | ')} | ms each | 10,000 to 1,000 | MiB | of it output | MiB at 1,000 |\n`,
  );
  process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n');
  for (const format of FORMAT_NAMES) {
    const [small, middle, large] = SIZES.map((size) => measureApart(format, size));
    if (small === undefined || middle === undefined || large === undefined) continue;
    const times = [small, middle, large].map(({ milliseconds }) => milliseconds.toFixed(0));
    const cells = [
      format,
      ...times,
      (large.milliseconds / 10_000).toFixed(3),
      (large.milliseconds / small.milliseconds).toFixed(1),
      large.memory.toFixed(0),
      large.output.toFixed(0),
      small.memory.toFixed(0),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

function measureApart(format: FormatName, size: number): Measured {
  const file = fileURLToPath(import.meta.url);
  const args = ['--import', 'tsx', file, format, String(size)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 20 });
  if (status !== 0) throw new Error(`${format}, ${size}: ${stderr}`);
  return JSON.parse(stdout.toString()) as Measured;
}

async function measure(format: FormatName, size: number): Promise<Measured> {
  const createRenderer = await FORMATS[format].load();
  const renderAll = (count: number): { milliseconds: number; output: number } => {
    const renderer = createRenderer({ verbosity: undefined, discovery: 'show', color: false, width: 100 });
    const shown: Exchange[] = [];
    let output = 0;
    let milliseconds = 0;
    const timed = (render: () => string) => {
      const start = process.cpuUsage();
      // Bytes, as they would be written: a string of pieces costs nothing until somebody reads it.
      output += Buffer.byteLength(render());
      const { user, system } = process.cpuUsage(start);
      milliseconds += (user + system) / 1000;
    };
    timed(() => renderer.head(RUN));
    for (let id = 1; id <= count; id++) {
      const exchange = createExchange(id);
      timed(() => renderer.exchange(exchange));
      shown.push(withoutText(exchange));
    }
    timed(() => renderer.summary(shown));
    return { milliseconds, output };
  };
  renderAll(200);
  const rounds = Array.from({ length: ROUNDS }, () => renderAll(size));
  const times = rounds.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    milliseconds: times[Math.floor(ROUNDS / 2)] ?? Number.NaN,
    memory: process.resourceUsage().maxRSS / 1024,
    output: (rounds[0]?.output ?? 0) / 2 ** 20,
  };
}

const [format, size] = process.argv.slice(2);
if (format === undefined) main();
else {
  const name = FORMAT_NAMES.find((it) => it === format);
  if (name === undefined) throw new Error(`no format: ${format}`);
  process.stdout.write(JSON.stringify(await measure(name, Number(size))));
}
