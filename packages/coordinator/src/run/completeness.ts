import {
  addTallies,
  formatDuration,
  type MetricTally,
  type RunMetrics,
  type TallyDifference,
  tallyDifferences,
  tallyOfRun,
  UserError,
} from '@squall/core';
import type { Instance } from './instance.ts';
import type { Tenure } from './tenure.ts';

/** An agent that was lost, and what became of its part. */
export interface LossReport {
  readonly agent: string;
  readonly instance: number;
  readonly epoch: number;
  readonly reason: string;
  /** Of the whole load, 0 to 1. */
  readonly share: number;
  /** Time of the test; what it measured after `fromMs` did not arrive, and `toMs` is when its part was resumed. */
  readonly fromMs: number;
  readonly toMs: number | undefined;
  readonly takenOverBy: string | undefined;
}

/** Whether a run measured what it was asked to. */
export interface Completeness {
  /** `degraded`: agents were lost and replaced. `incomplete`: a part of the load or of the measurements is missing. */
  readonly kind: 'complete' | 'degraded' | 'incomplete';
  /** Share of the load that nobody executed, 0 to 1. */
  readonly missingShare: number;
  readonly losses: readonly LossReport[];
  /** What does not add up; empty in a run that went well. */
  readonly problems: readonly string[];
}

export interface FinishedFleet {
  readonly instances: readonly Instance[];
  readonly metrics: RunMetrics;
  /** How long there was load. */
  readonly loadMs: number;
}

/**
 * The conservation law: what the agents say they measured is what was merged, tenure by tenure and in total, and
 * every part of the test was executed all the time.
 */
export function judgeCompleteness(fleet: FinishedFleet): Completeness {
  const tenures = fleet.instances.flatMap((instance) => instance.tenures);
  const losses = fleet.instances.flatMap((instance) => lossesOf(instance));
  const problems = [...tenures.flatMap(problemsOf), ...problemsInTotal(tenures, fleet.metrics)];
  const isAbandoned = fleet.instances.some((instance) => instance.current === undefined);
  const kind =
    problems.length > 0 || isAbandoned ? 'incomplete' : losses.length > 0 ? 'degraded' : 'complete';
  return { kind, missingShare: missingShare(fleet), losses, problems };
}

function lossesOf(instance: Instance): LossReport[] {
  return instance.gaps.map(({ after, toMs }) => ({
    agent: after.agent.name,
    instance: instance.number,
    epoch: after.ref.epoch,
    reason: after.loss?.reason ?? '',
    share: instance.share,
    fromMs: after.ledger.elapsedMs,
    toMs,
    takenOverBy: toMs === undefined ? undefined : startedAfter(instance, after)?.agent.name,
  }));
}

function startedAfter({ tenures }: Instance, { ref }: Tenure): Tenure | undefined {
  return tenures.find((tenure) => tenure.ref.epoch > ref.epoch && tenure.startedElapsedMs !== undefined);
}

function missingShare({ instances, loadMs }: FinishedFleet): number {
  if (loadMs <= 0) return 0;
  let missing = 0;
  for (const { gaps, share } of instances) {
    let coveredToMs = 0;
    for (const { after, toMs = loadMs } of gaps) {
      const fromMs = Math.max(after.ledger.elapsedMs, coveredToMs);
      missing += (share * Math.max(0, Math.min(toMs, loadMs) - fromMs)) / loadMs;
      coveredToMs = Math.max(coveredToMs, toMs);
    }
  }
  return missing;
}

function problemsOf(tenure: Tenure): string[] {
  const { agent, ledger, account, loss, problem } = tenure;
  if (problem !== undefined) return [`agent '${agent.name}': ${problem}`];
  // What the gap says is enough: nobody knows what a lost agent measured last.
  if (loss !== undefined && !loss.wasOver && !tenure.isSettled) return [];
  if (!tenure.hasWorked) return [];
  if (account === undefined) return [`agent '${agent.name}' did not say what it measured`];
  if (ledger.merged < account.frames) {
    return [
      `${account.frames - ledger.merged} of ${account.frames} frames of agent '${agent.name}' did not arrive`,
    ];
  }
  if (ledger.merged > account.frames) return [`agent '${agent.name}' sent more frames than it accounts for`];
  return describe(tallyDifferences(account.tally, ledger.tally), `agent '${agent.name}'`);
}

function problemsInTotal(tenures: readonly Tenure[], metrics: RunMetrics): string[] {
  const expected: MetricTally = addTallies(tenures.map(({ ledger }) => ledger.tally));
  return describe(tallyDifferences(expected, tallyOfRun(metrics)), 'the agents');
}

function describe([first, ...others]: readonly TallyDifference[], who: string): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${others.length} other metrics differ`;
  return [`${who} measured ${first.expected} of ${first.metric}, ${first.actual} were merged${more}`];
}

/** What stands in the way of success, if anything. */
export function incompleteError({ kind, problems, losses, missingShare }: Completeness): Error | undefined {
  if (kind !== 'incomplete') return undefined;
  const abandoned = losses.filter(({ toMs }) => toMs === undefined);
  const agents = abandoned.map(({ agent }) => `'${agent}'`).join(', ');
  const lost = `${percent(missingShare)} of the load was not executed after agent ${agents} was lost`;
  const why = [...(abandoned.length === 0 ? [] : [lost]), ...problems];
  return new UserError('RUN_INCOMPLETE', `the run is incomplete: ${why.join('; ')}`);
}

/** Sentences for the summary. */
export function lossNotices({ losses }: Completeness): string[] {
  return losses.map(({ agent, reason, share, fromMs, toMs, takenOverBy }) => {
    const lost = `Agent '${agent}' was lost (${reason}): `;
    if (toMs === undefined || takenOverBy === undefined) {
      return `${lost}${percent(share)} of the load is missing from ${time(fromMs)} on.`;
    }
    const gapMs = Math.max(0, toMs - fromMs);
    return `${lost}agent '${takenOverBy}' took over at ${time(toMs)}; ${time(gapMs)} of ${percent(share)} of the load is missing.`;
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const time = (ms: number): string => formatDuration(Math.round(ms / 100) * 100);
