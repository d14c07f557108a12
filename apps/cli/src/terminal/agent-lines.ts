import type { Paint, TextStyle } from '@squall/core';
import type { AgentView } from './progress-view.ts';

export interface AgentLayout {
  readonly paint: Paint;
  /** Undefined for plain lines that nobody redraws. */
  readonly terminalWidth: number | undefined;
  readonly rowsLeft: number;
}

/** More agents than this are summed up. */
const MAX_LINES = 20;
/** Of those that are summed up, so many are named that need attention. */
const MAX_NAMED = 5;
const MAX_NAME_WIDTH = 30;
const MIN_NAME_WIDTH = 8;

type State = AgentView['state'];

interface Look {
  readonly mark: string;
  readonly style: TextStyle | undefined;
  /** What is known of it: what a lost agent reported last is not true any more. */
  readonly facts: 'none' | 'vus' | 'all';
  /** The whole line is painted. */
  readonly isTrouble: boolean;
}

const LOOKS: Readonly<Record<State, Look>> = {
  preparing: { mark: '•', style: 'faint', facts: 'vus', isTrouble: false },
  ready: { mark: '•', style: 'green', facts: 'vus', isTrouble: false },
  running: { mark: ' ', style: undefined, facts: 'all', isTrouble: false },
  suspect: { mark: '?', style: 'yellow', facts: 'all', isTrouble: true },
  ended: { mark: '✓', style: 'green', facts: 'all', isTrouble: false },
  failed: { mark: '✗', style: 'red', facts: 'none', isTrouble: true },
  lost: { mark: '✗', style: 'red', facts: 'none', isTrouble: true },
};

/** The lines about agents at the end of a progress frame: one for each, or the sum of many. */
export function agentLines(agents: readonly AgentView[], layout: AgentLayout): readonly string[] {
  if (agents.length === 0) return [];
  if (agents.length <= Math.min(MAX_LINES, layout.rowsLeft)) return ['', ...tableOf(agents, layout)];
  const troubled = agents.filter(({ state }) => LOOKS[state].isTrouble);
  const named = troubled.slice(0, Math.max(0, Math.min(MAX_NAMED, layout.rowsLeft - 3)));
  const others = troubled.length - named.length;
  return [
    '',
    sumOf(agents, layout.paint),
    ...tableOf(named, layout),
    ...(others > 0 ? [`and ${others} more that need attention`] : []),
  ];
}

function sumOf(agents: readonly AgentView[], paint: Paint): string {
  const states = (Object.keys(LOOKS) as State[]).flatMap((state) => {
    const count = agents.filter((agent) => agent.state === state).length;
    return count === 0 ? [] : [painted(`${count} ${state}`, LOOKS[state].style, paint)];
  });
  const sum = (key: 'activeVUs' | 'initialisedVUs' | 'iterationsPerSecond') =>
    agents.reduce((total, agent) => total + agent[key], 0);
  const lagMs = Math.max(...agents.map((agent) => agent.lagMs));
  return [
    `${agents.length} agents: ${states.join(', ')}`,
    `${sum('activeVUs')}/${sum('initialisedVUs')} VUs`,
    `${rate(sum('iterationsPerSecond'))} iters/s`,
    `lag up to ${lag(lagMs)}`,
  ].join(', ');
}

/** One line for each, in columns that are as wide as they must be. */
function tableOf(agents: readonly AgentView[], { paint, terminalWidth }: AgentLayout): readonly string[] {
  const rows = agents.map(cellsOf);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const used = widths.filter((width) => width > 0);
  const besideName = ' x '.length + used.reduce((sum, width) => sum + width, 0) + 2 * (used.length - 1);
  const nameWidth = nameWidthFor(agents, terminalWidth, besideName);
  return agents.map(({ name, state }, row) => {
    const { mark, style, isTrouble } = LOOKS[state];
    const text = inColumns(rows[row] ?? [], widths);
    const label = shortened(name, nameWidth).padEnd(nameWidth);
    return `${label} ${painted(mark, style, paint)} ${painted(text, isTrouble ? style : undefined, paint)}`;
  });
}

function inColumns(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .flatMap((cell, column) => {
      const width = widths[column] ?? 0;
      // Texts begin at the same column, numbers end there.
      return width === 0 ? [] : [column < TEXT_COLUMNS ? cell.padEnd(width) : cell.padStart(width)];
    })
    .join('  ')
    .trimEnd();
}

/** Zone and state. */
const TEXT_COLUMNS = 2;

function cellsOf(agent: AgentView): readonly string[] {
  const { loadZone, state, activeVUs, initialisedVUs, iterationsPerSecond, lagMs } = agent;
  const vus = `${activeVUs}/${initialisedVUs} VUs`;
  const work = [`${rate(iterationsPerSecond)} iters/s`, `lag ${lag(lagMs)}`];
  const facts = { none: [], vus: [vus], all: [vus, ...work] }[LOOKS[state].facts];
  return [loadZone ?? '', state, ...facts];
}

function nameWidthFor(
  agents: readonly AgentView[],
  terminalWidth: number | undefined,
  besideName: number,
): number {
  const longest = Math.min(MAX_NAME_WIDTH, Math.max(0, ...agents.map(({ name }) => name.length)));
  if (terminalWidth === undefined) return longest;
  return Math.min(longest, Math.max(MIN_NAME_WIDTH, terminalWidth - 1 - besideName));
}

function shortened(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, width - 3)}...`;
}

function painted(text: string, style: TextStyle | undefined, paint: Paint): string {
  return style === undefined ? text : paint(style, text);
}

const rate = (perSecond: number): string => perSecond.toFixed(perSecond < 100 ? 1 : 0);
const lag = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)}ms` : `${(ms / 1_000).toFixed(1)}s`);
