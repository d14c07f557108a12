import type { RunConclusion } from './run-facts.ts';
import type { HealthRow } from './run-health.ts';

/** More than the longest step from one row to the next. */
const SILENT_AFTER_S = 90;

type Loss = RunConclusion['losses'][number];

export interface GeneratorsParts {
  readonly rows: readonly HealthRow[];
  /** Known once the run has ended. */
  readonly losses: readonly Loss[];
  readonly isRunning: boolean;
}

/** How each instance of a run and its machine were, over the time of the test. */
export function readGenerators(parts: GeneratorsParts) {
  const tenures = new Map<string, HealthRow[]>();
  for (const row of parts.rows) {
    const key = `${row.instance}/${row.epoch}`;
    const tenure = tenures.get(key);
    if (tenure === undefined) tenures.set(key, [row]);
    else tenure.push(row);
  }
  return [...tenures.values()].flatMap((tenure) => {
    const last = tenure.at(-1);
    if (last === undefined) return [];
    const { instance, agent, loadZone, label, epoch } = last;
    const lossReason = lossReasonOf(last, parts);
    return [
      {
        ...{ instance, agent, loadZone, label, epoch, isLost: lossReason !== null, lossReason },
        seconds: tenure.map(({ atS }) => atS),
        vus: tenure.map(({ vus }) => vus),
        iterationsPerS: ratesOf(tenure),
        lagMs: tenure.map(({ lagMs }) => lagMs),
        cpuShare: tenure.map(({ cpuShare }) => cpuShare),
        memoryBytes: tenure.map(({ memoryBytes }) => memoryBytes),
        clockSkewMs: tenure.find(({ clockSkewMs }) => clockSkewMs !== null)?.clockSkewMs ?? null,
        maxLagMs: tenure.reduce((most, { lagMs }) => Math.max(most, lagMs), 0),
      },
    ];
  });
}

function lossReasonOf(
  { instance, epoch, atS }: HealthRow,
  { rows, losses, isRunning }: GeneratorsParts,
): string | null {
  const loss = losses.find((one) => one.instance === instance && one.epoch === epoch);
  if (loss !== undefined) return loss.reason;
  if (rows.some((row) => row.instance === instance && row.epoch > epoch)) return 'another agent took over';
  const newestS = rows.reduce((newest, row) => Math.max(newest, row.atS), 0);
  return isRunning && newestS - atS > SILENT_AFTER_S ? 'nothing is heard of it' : null;
}

function ratesOf(tenure: readonly HealthRow[]): number[] {
  return tenure.map(({ atS, iterationsDone }, i) => {
    const before = tenure[i - 1];
    const seconds = Math.max(1, before === undefined ? 1 : atS - before.atS);
    return Math.max(0, iterationsDone - (before?.iterationsDone ?? 0)) / seconds;
  });
}
