import { formatDuration, type Paint } from '@squall/core';

/** What a run is about to do. */
export interface RunHeader {
  readonly execution: string;
  /** As the user typed it. */
  readonly script: string;
  readonly webDashboardUrl?: string;
  /** Descriptions such as `json (out.json)`. */
  readonly outputs: readonly string[];
  readonly profilingUrl?: string;
  /** Share of the whole test this instance runs, 0 to 1. */
  readonly segmentFraction: number;
  readonly maxVUs: number;
  /** With graceful stop. */
  readonly maxDurationMs: number;
  /** By start time, then by name. */
  readonly scenarios: readonly { readonly name: string; readonly description: string }[];
}

const LABEL_WIDTH = 14;

/** The block under the banner; the values are painted, the scenarios are not. */
export function renderRunHeader(header: RunHeader, paint: Paint): string {
  const line = (label: string, value: string) => `${label.padStart(LABEL_WIDTH)}: ${paint('cyan', value)}`;
  const optional = (label: string, value: string | undefined) =>
    value === undefined ? [] : [line(label, value)];
  return [
    line('execution', header.execution),
    line('script', header.script),
    ...optional('web dashboard', header.webDashboardUrl),
    line('output', header.outputs.length === 0 ? '-' : header.outputs.join(', ')),
    ...optional('profiling', header.profilingUrl),
    '',
    line('scenarios', scenariosText(header)),
    ...header.scenarios.map(({ name, description }) => `${' '.repeat(LABEL_WIDTH)}* ${name}: ${description}`),
    '',
  ]
    .map((text) => `${text}\n`)
    .join('');
}

function scenariosText({ scenarios, segmentFraction, maxVUs, maxDurationMs }: RunHeader): string {
  const percent = (segmentFraction * 100).toFixed(2);
  const count = scenarios.length === 1 ? '1 scenario' : `${scenarios.length} scenarios`;
  return `(${percent}%) ${count}, ${maxVUs} max VUs, ${durationText(maxDurationMs)}:`;
}

function durationText(maxDurationMs: number): string {
  if (!Number.isFinite(maxDurationMs)) return 'no max duration';
  return `${formatDuration(Math.round(maxDurationMs / 100) * 100)} max duration (incl. graceful stop)`;
}
