import type { Paint } from './text-style.ts';

/**
 * One line of an aligned block. Trend columns are joined by one space and padded column by column; other
 * metrics have one main value and extras.
 */
export type ValueRow =
  | { readonly label: string; readonly columns: readonly TrendColumn[] }
  | { readonly label: string; readonly value: string; readonly extras: readonly string[] };

export interface TrendColumn {
  readonly stat: string;
  readonly value: string;
}

const DOTS_AFTER_LONGEST_LABEL = 3;

/** Lines of `label....: values`; all rows of the table share one alignment. */
export function valueTable(rows: readonly ValueRow[], paint: Paint): readonly string[] {
  const widths = measure(rows);
  return rows.map((row) => {
    const dots = '.'.repeat(widths.label - row.label.length + DOTS_AFTER_LONGEST_LABEL);
    const cells = 'columns' in row ? trendCells(row.columns, widths, paint) : valueCells(row, widths, paint);
    return `${row.label}${paint('faint-white', `${dots}:`)} ${cells}`;
  });
}

interface Widths {
  label: number;
  value: number;
  readonly columns: number[];
  readonly extras: number[];
}

function measure(rows: readonly ValueRow[]): Widths {
  const widths: Widths = { label: 0, value: 0, columns: [], extras: [] };
  for (const row of rows) {
    widths.label = Math.max(widths.label, row.label.length);
    if ('columns' in row) {
      widen(
        widths.columns,
        row.columns.map((column) => column.value.length),
      );
    } else {
      widths.value = Math.max(widths.value, row.value.length);
      widen(
        widths.extras,
        row.extras.map((extra) => extra.length),
      );
    }
  }
  return widths;
}

function widen(widths: number[], lengths: readonly number[]): void {
  for (const [index, length] of lengths.entries()) widths[index] = Math.max(widths[index] ?? 0, length);
}

function trendCells(columns: readonly TrendColumn[], widths: Widths, paint: Paint): string {
  return columns
    .map(({ stat, value }, index) => {
      const padding = ' '.repeat((widths.columns[index] ?? 0) - value.length);
      return `${stat}=${paint('cyan', value)}${padding}`;
    })
    .join(' ');
}

function valueCells(
  row: { readonly value: string; readonly extras: readonly string[] },
  widths: Widths,
  paint: Paint,
): string {
  const value = paint('cyan', row.value) + ' '.repeat(widths.value - row.value.length);
  // A lone extra ends the line, so it needs no padding; several are padded, the last one too, as in k6.
  const extras = row.extras.map((extra, index) => {
    const padding = row.extras.length > 1 ? (widths.extras[index] ?? 0) - extra.length : 0;
    return paint('faint-cyan', extra) + ' '.repeat(padding);
  });
  return [value, ...extras].join(' ');
}
