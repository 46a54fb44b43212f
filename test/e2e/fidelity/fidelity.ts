import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCluster, type KubectlVersion } from '../harness/index.ts';
import { reportToStderr } from '../harness/report.ts';
import { auditIdsOf, findAuditEvents } from './audited.ts';
import { compareWithAudit } from './compare-audit.ts';
import { compareWithLog } from './compare-log.ts';
import type { HttpCache } from './http-cache.ts';
import { readKubectlLog } from './kubectl-log.ts';
import { normalise, withoutVerboseWords } from './normalise.ts';
import { createRuleUse, isTiming, rulesOf } from './rules.ts';
import { type Step, scenarios } from './scenarios.ts';
import { createTwin, type Twin, type TwinResult } from './twin.ts';

/** Runs every command of the table with one version of kubectl, and compares what there is to compare. */
export function defineFidelity(version: KubectlVersion): void {
  describeCluster(`fidelity and transparency with kubectl ${version}`, (cluster) => {
    const use = createRuleUse();
    const cache: HttpCache = new Map();
    const counts = { commands: 0, succeeded: 0, exchanges: 0 };
    /** The Audit-Ids in the traces. */
    const seen = { logged: new Set<string>(), traced: new Set<string>() };
    let logged: Twin;
    let traced: Twin;
    let alone: Twin;
    let kubeconfigs: string[];
    beforeAll(async () => {
      [logged, traced, alone] = await Promise.all([
        createTwin(cluster, version, 'logged'),
        createTwin(cluster, version, 'traced'),
        createTwin(cluster, version, 'alone'),
      ]);
      kubeconfigs = await readKubeconfigs([logged, traced]);
    });
    afterAll(async () => {
      await Promise.all([logged, traced, alone].map((twin) => twin?.remove()));
    });

    for (const { name, steps } of scenarios) {
      describe(name, () => {
        for (const step of steps.map((one) => (typeof one === 'string' ? { command: one } : one))) {
          if (!(step.versions ?? [version]).includes(version)) continue;
          it(step.command, () => runStep(step));
        }
      });
    }

    async function runStep(step: Step): Promise<void> {
      const [byLog, byTrace, plain] = await Promise.all([
        logged.run(step),
        traced.run(step),
        alone.run(step),
      ]);
      counts.commands += 1;
      counts.exchanges += byLog.trace.length;
      if (plain.code === 0) counts.succeeded += 1;
      for (const { response } of [...byLog.trace, ...byTrace.trace]) expect(response).toBeDefined();

      await compareWithOracles(step, byLog, wordsOfTraced(byTrace));
      const byTraceEvents = await findAuditEvents(cluster, byTrace.trace, traced.userAgent, use);
      for (const { auditID } of byTraceEvents) seen.traced.add(auditID);
      const expected = outcome(plain, alone);
      expect(expected.code, plain.stderr).toBe(step.exit ?? 0);
      expect(outcome(byTrace, traced)).toEqual(expected);
      // With -v=9 stderr is the log.
      const stdout = withoutVerboseWords(byLog.stdout);
      expect({ ...outcome({ ...byLog, stdout }, logged), stderr: '' }).toEqual({ ...expected, stderr: '' });
    }

    async function compareWithOracles(
      step: Step,
      byLog: TwinResult,
      ownWords: ReadonlySet<string>,
    ): Promise<void> {
      const log = readKubectlLog(withoutNotes(byLog.stderr));
      const isOwnWord = (line: string) => ownWords.has(normalise(line, logged.values));
      const isRaw = step.command.includes(' --raw ');
      expect(compareWithLog({ trace: byLog.trace, log, cache, use, isRaw, isOwnWord })).toEqual([]);
      const events = await findAuditEvents(cluster, byLog.trace, logged.userAgent, use);
      const differences = byLog.trace.flatMap((exchange, index) => {
        const event = events[index];
        return event === undefined ? ['no audit event'] : compareWithAudit(exchange, event, use);
      });
      expect(differences).toEqual([]);
      for (const { auditID } of events) seen.logged.add(auditID);
    }

    /** What kubectl says on stderr when it does not log. */
    const wordsOfTraced = (result: TwinResult) => new Set(outcome(result, traced).stderr.split('\n'));

    it('misses no request and invents none', async () => {
      for (const [twin, ids] of [
        [logged, seen.logged],
        [traced, seen.traced],
      ] as const) {
        expect([...ids].sort()).toEqual(await auditIdsOf(cluster, twin.userAgent));
      }
    });

    it('leaves the discovery cache as kubectl alone leaves it', async () => {
      expect(await traced.cacheFiles()).toEqual(await alone.cacheFiles());
      expect(await logged.cacheFiles()).toEqual(await alone.cacheFiles());
      const host = new URL(cluster.server).host.replace(':', '_');
      const folders = (await traced.cacheFiles()).filter((file) => /^discovery\/[^/]+$/.test(file));
      expect(folders).toEqual([`discovery/${host}`]);
    });

    it('leaves the kubeconfig as it is', async () => {
      expect(await readKubeconfigs([logged, traced])).toEqual(kubeconfigs);
    });

    it('needs every rule of the differences that are allowed', () => {
      expect([...use.counts.keys()].filter((rule) => !isTiming(rule)).sort()).toEqual(
        rulesOf(version).sort(),
      );
      expect(counts.commands).toBeGreaterThanOrEqual(40);
      expect(counts.succeeded).toBeGreaterThanOrEqual(30);
      const used = [...use.counts].map(([rule, count]) => `${rule} ${count}`).join(', ');
      const { commands, succeeded, exchanges } = counts;
      reportToStderr(
        `fidelity, kubectl ${version}: ${commands} commands (${succeeded} succeed), ${exchanges} exchanges; ${used}`,
      );
    });
  });
}

function outcome({ code, signal, stdout, stderr }: TwinResult, { values }: Twin) {
  return { code, signal, stdout: normalise(stdout, values), stderr: normalise(stderr, values) };
}

/** Without what we say around kubectl's own words: that secrets are shown, and what -v is. */
function withoutNotes(stderr: string): string {
  return stderr.replace(/^kubectl trace: .*\n/gm, '');
}

function readKubeconfigs(twins: readonly Twin[]): Promise<string[]> {
  return Promise.all(twins.map(({ kubeconfig }) => readFile(kubeconfig, 'utf8')));
}
