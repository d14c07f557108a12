import { EXIT_CODES, formatDuration, UserError } from '@squall/core';
import type { CommandContext } from '../commands/command.ts';
import { isGiven } from '../flags/global-flags.ts';
import { isFinal, type Run, type RunProgress } from './api-types.ts';
import { vusText } from './cloud-progress.ts';
import { openApi } from './open-api.ts';

/** `squall cloud status`. */
export async function showStatus(context: CommandContext): Promise<number> {
  const runId = readRunId(context.args[0] ?? '');
  const { api } = openApi(context);
  const [run, progress] = [await api.run(runId), await api.progress(runId)];
  if (isGiven(context.flags, 'json')) context.print(`${JSON.stringify({ ...run, progress }, null, 2)}\n`);
  else context.print(statusText(run, progress, `${api.url}/runs/${runId}`));
  return EXIT_CODES.OK;
}

/** `squall cloud stop`: asks, and does not wait. */
export async function stopRun(context: CommandContext): Promise<number> {
  const runId = readRunId(context.args[0] ?? '');
  const outcome = await openApi(context).api.stop(runId);
  context.print(outcome === 'asked' ? `run ${runId} is asked to stop\n` : `run ${runId} has ended already\n`);
  return EXIT_CODES.OK;
}

/** Its number, or the address of its page. @throws UserError */
export function readRunId(text: string): number {
  const [, digits = ''] = /^(?:https?:\/\/.*\/runs\/)?(\d{1,15})\/?$/.exec(text) ?? [];
  const id = Number(digits);
  if (id > 0) return id;
  throw new UserError('USAGE', `which run? Say its number or the address of its page, got '${text}'`);
}

const LABEL_WIDTH = 14;

export function statusText(run: Run, progress: RunProgress, page: string): string {
  const rows: readonly (readonly [string, string])[] = [
    ['run', String(run.id)],
    ['state', run.state.replaceAll('_', ' ')],
    ...(isFinal(run.state) ? ([['result', resultText(run)]] as const) : []),
    isFinal(run.state) ? ['duration', seconds(progress.elapsedMs)] : ['progress', progressText(progress)],
    ['results', page],
  ];
  return rows.map(([label, value]) => `${label.padStart(LABEL_WIDTH)}: ${value}\n`).join('');
}

function resultText({ result, resultMessage }: Run): string {
  return resultMessage === null ? (result ?? '-') : `${result}, ${resultMessage}`;
}

function progressText({
  share,
  elapsedMs,
  totalMs,
  vus,
  maxVUs,
  iterations,
  missingAgents,
}: RunProgress): string {
  const percent = share === null ? '' : `${Math.round(share * 100)} %, `;
  const total = totalMs === null ? '' : ` of ${seconds(totalMs)}`;
  const missing = missingAgents
    .map(({ loadZone, count }) => `, ${count} agents missing in ${loadZone}`)
    .join('');
  return `${percent}${seconds(elapsedMs)}${total}, ${vusText(vus, maxVUs)}, ${iterations} iterations${missing}`;
}

const seconds = (ms: number): string => formatDuration(Math.round(ms / 100) * 100);
