import { formatFixedDuration } from '@squall/core';
import type { PhaseView, ProgressView } from '../terminal/progress-view.ts';
import type { MissingAgents, RunProgress } from './api-types.ts';

/** What the terminal shows while a run goes on elsewhere. */
export function cloudView(progress: RunProgress | undefined, isStopping: boolean): ProgressView {
  return { head: progress === undefined ? UPLOADING : headOf(progress, isStopping), scenarios: [] };
}

const UPLOADING: PhaseView = { kind: 'phase', label: 'Init', text: 'uploading the test', fraction: 0 };

/** What is known of a run by now: what agents have counted is not told any more when they are gone. */
export function continued(before: RunProgress | undefined, now: RunProgress): RunProgress {
  if (before === undefined) return now;
  const iterations = Math.max(before.iterations, now.iterations);
  const elapsedMs = Math.max(before.elapsedMs, now.elapsedMs);
  return { ...now, iterations, elapsedMs, share: now.state === 'aborted' ? before.share : now.share };
}

function headOf(progress: RunProgress, isStopping: boolean): PhaseView {
  switch (progress.state) {
    case 'created':
    case 'queued':
      return { kind: 'phase', label: 'Wait', text: waitText(progress.missingAgents), fraction: 0 };
    case 'initializing':
      return { kind: 'phase', label: 'Init', text: initText(progress), fraction: 0 };
    case 'running':
      return {
        kind: 'phase',
        label: 'Run',
        text: loadText(progress, isStopping),
        fraction: progress.share ?? 0,
      };
    case 'processing_metrics':
      return { kind: 'phase', label: 'Run', text: 'teardown and results', fraction: 1 };
    case 'completed':
      return { kind: 'phase', label: 'Run', text: endText(progress), fraction: 1 };
    case 'aborted':
      return { kind: 'phase', label: 'Run', text: abortText(progress), fraction: progress.share ?? 0 };
  }
}

function waitText(missing: readonly MissingAgents[]): string {
  if (missing.length === 0) return 'queued';
  return `waiting for agents: ${missing.map(({ loadZone, count }) => `${count} in ${loadZone}`).join(', ')}`;
}

function initText({ phase }: RunProgress): string {
  return phase === 'setup' ? 'setup()' : 'the agents get ready';
}

function loadText({ elapsedMs, vus, maxVUs, iterations }: RunProgress, isStopping: boolean): string {
  const stopping = isStopping ? ', stopping' : '';
  return `${timeText(elapsedMs)}, ${vusText(vus, maxVUs)}, ${iterations} iterations${stopping}`;
}

function endText({ elapsedMs, iterations }: RunProgress): string {
  return `${timeText(elapsedMs)}, ${iterations} iterations`;
}

function abortText(progress: RunProgress): string {
  return progress.elapsedMs === 0 ? 'ended before the load' : `aborted after ${endText(progress)}`;
}

export function vusText(vus: number, maxVUs: number | null): string {
  return maxVUs === null ? `${vus} VUs` : `${String(vus).padStart(String(maxVUs).length, '0')}/${maxVUs} VUs`;
}

const timeText = (ms: number): string => formatFixedDuration(ms, ms);
