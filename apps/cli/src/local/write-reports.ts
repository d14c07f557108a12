import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import { type SummaryTimeUnit, summaryOfRun, systemErrorText } from '@squall/core';
import type { RunResult } from '@squall/engine';
import type { Report } from '@squall/outputs';
import type { RunRequest } from '../engine-calls.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { PreparedTest } from './prepare-test.ts';

export interface ReportDeps {
  readonly request: RunRequest;
  readonly test: PreparedTest;
  readonly terminal: Terminal;
}

type ReportedResult = Pick<RunResult, 'metrics' | 'thresholds' | 'durationMs' | 'error' | 'notices'>;

/** Writes what `--out` asks for to be made from the results. */
export async function writeReports(
  reports: readonly Report[],
  result: ReportedResult,
  { request, test, terminal }: ReportDeps,
): Promise<void> {
  if (reports.length === 0) return;
  const run = {
    script: request.script,
    endedAt: new Date(),
    summary: summaryOfRun({ ...result, setupData: undefined }, 'compact'),
    trendStats: test.config.summaryTrendStats ?? [],
    timeUnit: (test.config.summaryTimeUnit ?? '') as SummaryTimeUnit,
    error: result.error,
    notices: result.notices,
  };
  for (const { file, appends, render } of reports) {
    const text = render(run);
    if (file === '-') terminal.print(text);
    else await write(resolve(request.workingDirectory, file), text, { appends, request });
  }
}

async function write(
  path: string,
  text: string,
  { appends, request }: { readonly appends: boolean; readonly request: RunRequest },
): Promise<void> {
  try {
    await files.writeFile(path, text, { flag: appends ? 'a' : 'w' });
  } catch (error) {
    // The exit code stays: it is the verdict on the test.
    const reason = systemErrorText(error as NodeJS.ErrnoException);
    request.log.log('error', 'A report could not be written', { error: `open ${path}: ${reason}` });
  }
}
