export type SortValue = number | string | null;

export interface Sorting {
  /** Of the column. */
  readonly title: string;
  readonly isDescending: boolean;
}

/** Rows in the order of a column; those without a value come last, whichever way. */
export function sortRows<Row>(
  rows: readonly Row[],
  sorting: Sorting | undefined,
  sortBy: ((row: Row) => SortValue) | undefined,
): readonly Row[] {
  if (sorting === undefined || sortBy === undefined) return rows;
  const sign = sorting.isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
