import { formatFixedDuration, type Paint } from '@squall/core';
import { agentLines } from './agent-lines.ts';
import type { PhaseView, ProgressView, RunView, ScenarioView } from './progress-view.ts';

export interface FrameLayout {
  /** Width of the terminal; undefined for plain lines that nobody redraws. */
  readonly terminalWidth: number | undefined;
  readonly terminalRows?: number | undefined;
  readonly paint: Paint;
}

interface Bar {
  readonly left: string;
  readonly mark: string;
  readonly fraction: number;
  readonly columns: readonly string[];
}

// The label of the phase line always has its place, so that names do not move when iterations start.
const MIN_LEFT_WIDTH = 'Init'.length;
const MAX_LEFT_WIDTH = 30;
const FULL_BAR_WIDTH = 40;
const PERCENT_BAR_WIDTH = 8;
/** A frame must not be as high as the terminal: there would be no line to begin the next one at. */
const SPARE_ROWS = 2;

/** The lines of one progress frame: an empty one, the state of the run, one for each scenario. */
export function renderFrame(view: ProgressView, layout: FrameLayout): readonly string[] {
  const scenarioBars = view.scenarios.map(scenarioBar);
  const { head } = view;
  const lines =
    head.kind === 'run'
      ? ['', runLine(head), ...barLines(scenarioBars, layout)]
      : ['', ...barLines([barOf(head), ...scenarioBars], layout)];
  const rowsLeft = (layout.terminalRows ?? Number.POSITIVE_INFINITY) - lines.length - SPARE_ROWS;
  return [...lines, ...agentLines(view.agents ?? [], { ...layout, rowsLeft })];
}

function barOf({ label, fraction, text }: PhaseView): Bar {
  return { left: label, mark: ' ', fraction, columns: [text] };
}

function runLine(run: RunView): string {
  const padded = (vus: number) => String(vus).padStart(String(run.maxVUs).length, '0');
  const status = run.isPaused ? 'paused' : 'running';
  const elapsed = run.elapsedMs === undefined ? '' : ` (${formatFixedDuration(run.elapsedMs, widest(run))})`;
  const vus = `${padded(run.activeVUs)}/${padded(run.initialisedVUs)} VUs`;
  const { completeIterations, interruptedIterations } = run;
  return `${status}${elapsed}, ${vus}, ${completeIterations} complete and ${interruptedIterations} interrupted iterations`;
}

/** A run without end gets wider as it goes on. */
function widest({ elapsedMs = 0, maxDurationMs }: RunView): number {
  return Number.isFinite(maxDurationMs) ? maxDurationMs : elapsedMs;
}

function scenarioBar({ name, phase, fraction, columns }: ScenarioView): Bar {
  return { left: shortened(name), mark: markOf(phase, fraction), fraction, columns };
}

function markOf(phase: ScenarioView['phase'], fraction: number): string {
  switch (phase) {
    case 'idle':
    case 'running':
      return ' ';
    case 'waiting':
      return '•';
    case 'stopping':
      return '↓';
    case 'ended':
      return fraction < 1 ? '✗' : '✓';
    case 'aborted':
      return '✗';
  }
}

function shortened(name: string): string {
  return name.length <= MAX_LEFT_WIDTH ? name : `${name.slice(0, MAX_LEFT_WIDTH - 3)}...`;
}

/** Lines of one alignment; bars shrink until the longest line fits the terminal. */
function barLines(bars: readonly Bar[], { terminalWidth, paint }: FrameLayout): readonly string[] {
  const leftWidth = Math.max(MIN_LEFT_WIDTH, ...bars.map(({ left }) => left.length));
  const columnWidths = measureColumns(bars);
  const parts = bars.map((bar) => ({
    bar,
    left: `${bar.left.padEnd(leftWidth)} `,
    right: bar.columns.map((column, index) => ` ${column.padEnd(columnWidths[index] ?? 0)}`).join(''),
  }));
  const longest = Math.max(0, ...parts.map(({ left, right }) => `${left}✓ ${right}`.length));
  const barWidth = barWidthFor(terminalWidth, longest);
  return parts.map(
    ({ bar, left, right }) =>
      `${left}${paintedMark(bar.mark, paint)} ${renderBar(bar.fraction, barWidth, paint)}${right}`,
  );
}

/** One column at the right edge of the terminal stays free. */
function barWidthFor(terminalWidth: number | undefined, besideBar: number): number {
  if (terminalWidth === undefined) return PERCENT_BAR_WIDTH;
  return Math.max(PERCENT_BAR_WIDTH, Math.min(FULL_BAR_WIDTH, terminalWidth - 1 - besideBar));
}

/** A column is as wide as its longest text, plus one, but texts that end their line need no room. */
function measureColumns(bars: readonly Bar[]): readonly number[] {
  const widths: number[] = [];
  for (const { columns } of bars) {
    for (const [index, column] of columns.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, column.length + 1);
    }
  }
  return widths;
}

function renderBar(fraction: number, width: number, paint: Paint): string {
  if (width <= PERCENT_BAR_WIDTH) return `[ ${(fraction * 100).toFixed(0).padStart(3)}% ]`;
  const space = width - '[]'.length;
  const filled = Math.floor(space * fraction);
  const tip = filled > 0 && filled < space ? '>' : '';
  const rest = filled < space ? paint('faint', '-'.repeat(space - filled)) : '';
  return `[${'='.repeat(filled - tip.length)}${tip}${rest}]`;
}

function paintedMark(mark: string, paint: Paint): string {
  switch (mark) {
    case '✗':
      return paint('red', mark);
    case '✓':
      return paint('green', mark);
    case '•':
      return paint('faint', mark);
    default:
      return mark;
  }
}
