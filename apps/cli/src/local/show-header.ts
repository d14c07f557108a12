import { executorOf, segmentFraction } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import { renderBanner } from '../terminal/banner.ts';
import { renderRunHeader } from '../terminal/run-header.ts';
import type { LocalDeps } from './local-deps.ts';
import type { PreparedTest } from './prepare-test.ts';

interface HeaderParts {
  readonly execution: 'local' | 'clustered' | 'cloud';
  readonly request: RunRequest;
  readonly test: PreparedTest;
  readonly outputs: readonly { readonly description: string }[];
}

/** Prints the logo and what the run is about to do. */
export function showHeader(
  { execution, request, test, outputs }: HeaderParts,
  { terminal, paint }: Pick<LocalDeps, 'terminal' | 'paint'>,
): void {
  const { plan, tuple } = test;
  const working = plan.scenarios.filter(({ hasWork }) => hasWork);
  terminal.print(renderBanner(paint));
  terminal.print(
    renderRunHeader(
      {
        execution,
        script: request.script,
        outputs: outputs.map(({ description }) => description),
        segmentFraction: segmentFraction(tuple.segment),
        maxVUs: plan.maxVUs,
        maxDurationMs: plan.maxDurationMs,
        scenarios: working.map(({ name, config }) => ({
          name,
          description: executorOf(config).describe(config, tuple),
        })),
      },
      paint,
    ),
  );
}
