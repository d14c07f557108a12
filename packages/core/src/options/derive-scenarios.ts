import { UserError } from '../errors/user-error.ts';
import { parseScenario } from '../executors/executors.ts';
import { formatDuration } from '../time/format-duration.ts';
import type { Notice } from './notice.ts';
import type { Options } from './option-table.ts';
import type { Scenarios } from './values/scenarios.ts';
import { stages as stagesType } from './values/stages.ts';

/** Options whose workload is given as scenarios, however the user wrote it. */
export type DerivedOptions = Options & { readonly scenarios: Scenarios };

export interface Derived {
  readonly options: DerivedOptions;
  readonly notices: readonly Notice[];
}

/** Turns the shortcuts (`vus`, `duration`, `iterations`, `stages`) into the scenario they stand for. */
export function deriveScenarios(options: Options): Derived {
  const { iterations, duration, stages, vus, scenarios } = options;
  const count = vus ?? 1;
  if (iterations !== undefined) {
    refuseTogether(options, 'iterations', ['stages', 'scenarios']);
    const maxDuration = duration === undefined ? undefined : formatDuration(duration);
    return withDefault(options, 'shared-iterations', { vus: count, iterations, maxDuration });
  }
  if (duration !== undefined) {
    refuseTogether(options, 'duration', ['stages', 'scenarios']);
    if (duration <= 0) throw invalid(NOT_POSITIVE_DURATION);
    return withDefault(options, 'constant-vus', { vus: count, duration: formatDuration(duration) });
  }
  if (stages !== undefined && stages.length > 0) {
    refuseTogether(options, 'stages', ['scenarios']);
    return withDefault(options, 'ramping-vus', { startVUs: vus, stages: stagesType.toJSON(stages) });
  }
  if (vus !== undefined && stages === undefined) return fromVUsAlone(options, vus);
  if (scenarios !== undefined && Object.keys(scenarios).length > 0) {
    return { options: { ...options, scenarios }, notices: [] };
  }
  const single = withDefault(options, 'per-vu-iterations', {});
  return { ...single, notices: emptyWorkloadNotices(options) };
}

const NOT_POSITIVE_DURATION =
  '`duration` option should be more than 0, for infinite duration use the externally-controlled executor';

function fromVUsAlone(options: Options, vus: number): Derived {
  const derived = withDefault(options, 'shared-iterations', { vus, iterations: vus });
  if (Object.keys(options.scenarios ?? {}).length === 0) return derived;
  return {
    ...derived,
    notices: [{ level: 'warning', message: `\`vus=${vus}\` overrides scenarios configuration` }],
  };
}

function withDefault(options: Options, executor: string, config: Readonly<Record<string, unknown>>): Derived {
  const scenario = parseScenario('default', { executor, ...config });
  return { options: { ...options, scenarios: { default: scenario } }, notices: [] };
}

type Shortcut = 'iterations' | 'duration' | 'stages' | 'scenarios';

function refuseTogether(
  options: Options,
  shortcut: Shortcut,
  others: readonly ('stages' | 'scenarios')[],
): void {
  for (const other of others) {
    const value = options[other];
    const isGiven = other === 'stages' ? Object.keys(value ?? []).length > 0 : value !== undefined;
    if (isGiven) {
      throw invalid(`using \`${shortcut}\` and \`${other}\` options simultaneously is not allowed`);
    }
  }
}

function emptyWorkloadNotices({ stages, scenarios }: Options): readonly Notice[] {
  const empty = Object.entries({ stages, scenarios }).filter(([, value]) => value !== undefined);
  return empty.map(([name]) => ({
    level: 'warning',
    message: `\`${name}\` was explicitly set to an empty value, running the script with 1 iteration in 1 VU`,
  }));
}

function invalid(message: string): UserError {
  return new UserError('INVALID_OPTION', message);
}
