import { isUserError, UserError } from '../errors/user-error.ts';
import { type ScenarioConfig, validateScenario } from '../executors/executors.ts';
import { createSegmentTuple } from '../segment/segment-tuple.ts';
import type { DerivedOptions } from './derive-scenarios.ts';
import type { Options } from './option-table.ts';

/**
 * Refuses options that cannot be run, with one error that lists everything wrong.
 * `isExported` tells whether the script exports a function of that name.
 */
export function validateOptions(options: DerivedOptions, isExported: (name: string) => boolean): void {
  const problems = [
    ...segmentProblems(options),
    ...Object.entries(options.scenarios).flatMap(([name, config]) => scenarioProblems(name, config)),
    ...(options.setupTimeout !== undefined && options.setupTimeout <= 0
      ? ['setupTimeout must be positive']
      : []),
    ...missingFunctions(options, isExported),
  ];
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\n\t- ${problem}`).join('');
  throw new UserError(
    'INVALID_OPTION',
    `There were problems with the specified script configuration:${list}`,
  );
}

function segmentProblems({ executionSegment, executionSegmentSequence }: Options): string[] {
  try {
    createSegmentTuple(executionSegment, executionSegmentSequence);
    return [];
  } catch (error) {
    if (!isUserError(error)) throw error;
    return [error.message];
  }
}

function scenarioProblems(name: string, config: ScenarioConfig): string[] {
  const problems = validateScenario(name, config);
  return problems.length === 0 ? [] : [`scenario ${name} has configuration errors: ${problems.join(', ')}`];
}

function missingFunctions({ scenarios }: DerivedOptions, isExported: (name: string) => boolean): string[] {
  return Object.entries(scenarios)
    .filter(([, { exec }]) => exec !== '' && !isExported(exec))
    .map(([name, { exec }]) => `executor ${name}: function '${exec}' not found in exports`);
}
