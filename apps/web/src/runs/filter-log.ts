import type { LogLine } from '../api/types/run.ts';

/** From what matters most to what matters least; names are those of k6. */
const LEVELS = ['error', 'warning', 'info', 'debug', 'trace'];

export interface LogFilter {
  /** The least important level to show. */
  readonly level: string;
  readonly text: string;
}

/** Lines of at least that importance that contain the text, in the line or in its labels. */
export function filterLog(lines: readonly LogLine[], { level, text }: LogFilter): readonly LogLine[] {
  const wanted = text.trim().toLowerCase();
  const least = rankOf(level);
  return lines.filter((line) => rankOf(line.level) <= least && (wanted === '' || contains(line, wanted)));
}

function contains({ line, labels }: LogLine, wanted: string): boolean {
  return (
    line.toLowerCase().includes(wanted) ||
    Object.entries(labels).some(([name, value]) => `${name}=${value}`.toLowerCase().includes(wanted))
  );
}

/** A level nobody knows is shown rather than lost. */
function rankOf(level: string): number {
  const known = LEVELS.indexOf(level === 'warn' ? 'warning' : level === 'fatal' ? 'error' : level);
  return Math.max(0, known);
}

export function timeMsOf({ timeNs }: LogLine): number {
  return Number(timeNs.slice(0, -6));
}
