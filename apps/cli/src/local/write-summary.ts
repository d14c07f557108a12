import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildMachineReadableSummary,
  buildSummaryData,
  decideSummaryOutput,
  describeWriteFailures,
  indentedJson,
  K6_VERSION,
  type Paint,
  renderSummaryText,
  SUMMARY_FAILURE,
  type SummaryEntry,
  type SummaryInput,
  type SummaryTimeUnit,
  type SummaryWriteFailure,
  summaryExportJson,
  summaryOfRun,
} from '@squall/core';
import type { RunResult } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { PreparedTest } from './prepare-test.ts';

export interface SummaryDeps {
  readonly request: RunRequest;
  readonly test: PreparedTest;
  /** Text of the main script, for the machine-readable form. */
  readonly scriptText: string;
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly isErrTerminal: boolean;
  /** What `--summary-export` holds beside what k6 writes. */
  readonly exportedToo?: Readonly<Record<string, unknown>>;
}

/** Makes the end-of-test summary, asks the script's `handleSummary()` and writes what comes of it. */
export async function writeSummary(result: RunResult, deps: SummaryDeps): Promise<void> {
  const { runtime, log } = deps.request;
  if (runtime.summaryMode === 'disabled') return;
  const setupData = result.setupDataJson === undefined ? undefined : JSON.parse(result.setupDataJson);
  const input = summaryOfRun({ ...result, setupData }, runtime.summaryMode);
  const data = summaryData(input, deps);
  const outcome = await result.handleSummary(JSON.stringify(data.forScript));
  const text = renderSummaryText(input, {
    mode: runtime.summaryMode,
    trendStats: trendStats(deps),
    timeUnit: timeUnit(deps),
    paint: deps.paint,
    notices: result.notices,
  });
  const exportFile =
    runtime.summaryExport === '' ? undefined : { target: runtime.summaryExport, content: data.forExport };
  const { entries, problem } = decideSummaryOutput(outcome, text, exportFile);
  if (problem !== undefined) {
    const hint = problem.hint === undefined ? {} : { hint: problem.hint };
    log.log('error', SUMMARY_FAILURE, { error: problem.error, ...hint });
  }
  const failures = await writeEntries(entries, deps);
  if (failures.length > 0) log.log('error', SUMMARY_FAILURE, { error: describeWriteFailures(failures) });
}

function summaryData(input: SummaryInput, deps: SummaryDeps): { forScript: unknown; forExport: string } {
  const { request, terminal } = deps;
  if (request.runtime.newMachineReadableSummary && request.runtime.summaryMode !== 'disabled') {
    const summary = buildMachineReadableSummary(input, {
      mode: request.runtime.summaryMode,
      trendStats: trendStats(deps),
      execution: 'local',
      script: deps.scriptText,
      generatedAt: new Date().toISOString(),
      k6Version: K6_VERSION,
    });
    return { forScript: summary, forExport: indentedJson(summary) };
  }
  const data = buildSummaryData(input, {
    trendStats: trendStats(deps),
    timeUnit: timeUnit(deps),
    noColor: request.global.noColor,
    isStdOutTTY: terminal.width !== undefined,
    isStdErrTTY: deps.isErrTerminal,
    md5Hex,
  });
  return { forScript: data, forExport: summaryExportJson(data, deps.exportedToo) };
}

/** Every summary has the id of the root group; only those with more are worth loading `node:crypto` for. */
function md5Hex(text: string): string {
  if (text === '') return 'd41d8cd98f00b204e9800998ecf8427e';
  return process.getBuiltinModule('node:crypto').createHash('md5').update(text).digest('hex');
}

function trendStats({ test }: SummaryDeps): readonly string[] {
  return test.config.summaryTrendStats ?? [];
}

function timeUnit({ test }: SummaryDeps): SummaryTimeUnit {
  return (test.config.summaryTimeUnit ?? '') as SummaryTimeUnit;
}

async function writeEntries(
  entries: readonly SummaryEntry[],
  deps: SummaryDeps,
): Promise<SummaryWriteFailure[]> {
  const failures: SummaryWriteFailure[] = [];
  for (const { target, content } of entries) {
    if (target === 'stdout') deps.terminal.print(asText(content));
    else if (target === 'stderr') deps.terminal.printError(asText(content));
    else {
      try {
        await files.writeFile(resolve(deps.request.workingDirectory, target), content);
      } catch (error) {
        failures.push({ path: target, error: error as NodeJS.ErrnoException });
      }
    }
  }
  return failures;
}

function asText(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
}
