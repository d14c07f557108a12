import { evaluateThresholds, type ThresholdEvaluation } from '@squall/core';
import { type RunReportJson, runReportToJson } from '@squall/protocol';
import type { Rollups } from '../aggregation/rollups.ts';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import { settingsOf } from '../aggregation/run-settings.ts';
import { isFinal } from '../runs/run-state.ts';
import type { TestRun } from '../runs/test-run.ts';
import { exitCodeOf } from './exit-code.ts';
import { PointCache } from './point-cache.ts';
import { readGenerators } from './read-generators.ts';
import { type OverviewColumns, readOverview } from './read-overview.ts';
import { readSeries, type SeriesColumns, type SeriesWish } from './read-series.ts';
import { readSummary } from './read-summary.ts';
import { readThresholds } from './read-thresholds.ts';
import { type RequestsWish, readChecks, readGroups, readMetrics, readRequests } from './read-totals.ts';
import type { RunFactStore, RunFacts } from './run-facts.ts';
import type { RunHealthStore } from './run-health.ts';
import { declaredMetricsOf, type MeasuredRun, runMetricsOf } from './run-metrics-of.ts';
import type { TagFilter } from './tag-filter.ts';

export interface RunResultsParts {
  readonly rollups: Rollups;
  readonly facts: RunFactStore;
  readonly health: RunHealthStore;
}

interface Measured extends MeasuredRun {
  readonly revision: number;
}

/** Everything that can be told of what a run measured, while it goes on and after. */
export class RunResults {
  readonly #parts: RunResultsParts;
  readonly #points = new PointCache();
  readonly #measured = new WeakMap<RunRollups, Measured>();

  constructor(parts: RunResultsParts) {
    this.#parts = parts;
  }

  overview(run: TestRun, filter: TagFilter): Promise<OverviewColumns> {
    return this.#parts.rollups.of(run, (rollups) => readOverview(rollups, this.#points, filter));
  }

  metrics(run: TestRun): Promise<ReturnType<typeof readMetrics>> {
    return this.#parts.rollups.of(run, readMetrics);
  }

  /** @throws ApiError not-found, invalid-request */
  series(run: TestRun, wish: SeriesWish): Promise<SeriesColumns> {
    return this.#parts.rollups.of(run, (rollups) => readSeries(rollups, this.#points, wish));
  }

  checks(run: TestRun): Promise<ReturnType<typeof readChecks>> {
    return this.#parts.rollups.of(run, readChecks);
  }

  groups(run: TestRun): Promise<ReturnType<typeof readGroups>> {
    return this.#parts.rollups.of(run, readGroups);
  }

  requests(run: TestRun, wish: RequestsWish): Promise<ReturnType<typeof readRequests>> {
    return this.#parts.rollups.of(run, (rollups) => readRequests(rollups, wish));
  }

  async summary(run: TestRun): Promise<ReturnType<typeof readSummary>> {
    const facts = await this.#parts.facts.ofRun(run.id);
    return this.#parts.rollups.of(run, (rollups) =>
      readSummary(this.#measure(run, rollups, facts), elapsedMsOf(rollups, facts)),
    );
  }

  async thresholds(run: TestRun): Promise<ReturnType<typeof readThresholds>> {
    const facts = await this.#parts.facts.ofRun(run.id);
    return this.#parts.rollups.of(run, (rollups) =>
      readThresholds(this.#measure(run, rollups, facts), rollups, {
        elapsedMs: elapsedMsOf(rollups, facts),
        isFinal: isFinal(run.state),
      }),
    );
  }

  /** What comes of the thresholds if the run ends now. @throws UserError when one makes no sense */
  async judge(run: TestRun): Promise<ThresholdEvaluation> {
    const facts = await this.#parts.facts.ofRun(run.id);
    return this.#parts.rollups.of(run, (rollups) => {
      const { thresholds } = this.#measure(run, rollups, facts);
      return evaluateThresholds(thresholds, { testDurationMs: elapsedMsOf(rollups, facts), isFinal: true });
    });
  }

  async generators(run: TestRun): Promise<ReturnType<typeof readGenerators>> {
    const { conclusion } = await this.#parts.facts.ofRun(run.id);
    const rows = await this.#parts.health.ofRun(run.id);
    return readGenerators({ rows, losses: conclusion?.losses ?? [], isRunning: run.state === 'running' });
  }

  async report(run: TestRun): Promise<RunReportJson> {
    const facts = await this.#parts.facts.ofRun(run.id);
    const { conclusion } = facts;
    return this.#parts.rollups.of(run, (rollups) =>
      runReportToJson({
        state: run.state,
        result: run.result,
        message: run.resultMessage,
        exitCode: exitCodeOf(run, conclusion),
        elapsedMs: elapsedMsOf(rollups, facts),
        isInterrupted: conclusion?.isInterrupted ?? run.state === 'aborted',
        setupDataJson: conclusion?.setupDataJson ?? null,
        notices: [...(conclusion?.notices ?? []), ...surplusNotice(rollups)],
        declaredMetrics: declaredMetricsOf(rollups, facts),
        totals: rollups.totals.window(),
      }),
    );
  }

  #measure(run: TestRun, rollups: RunRollups, facts: RunFacts): MeasuredRun {
    const known = this.#measured.get(rollups);
    if (known?.revision === rollups.revision) return known;
    const measured = { ...runMetricsOf(rollups, settingsOf(run), facts), revision: rollups.revision };
    this.#measured.set(rollups, measured);
    return measured;
  }
}

function elapsedMsOf(rollups: RunRollups, { conclusion }: RunFacts): number {
  return conclusion?.elapsedMs ?? rollups.elapsedMs;
}

function surplusNotice({ state: { surplusSeries } }: RunRollups): string[] {
  if (surplusSeries === 0) return [];
  return [
    `The test made more time series than are kept: at least ${surplusSeries} of them are counted together, without ` +
      'most of their tags. Use fewer values in tags, for example with URL grouping.',
  ];
}
