export interface Line {
  readonly label: string;
  /** Of the colours of the design, `series-1` and so on. */
  readonly color: string;
  /** One of the scales of the chart. */
  readonly scale: string;
  readonly isDashed?: boolean;
  readonly isFilled?: boolean;
  /** Goes on over times of which it knows nothing. */
  readonly isJoined?: boolean;
  /** Holds its value until the next. */
  readonly isStepped?: boolean;
  /** One for each second of the chart; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
}

export interface Scale {
  format(value: number): string;
  /** `none`: told by the tooltip alone. */
  readonly side?: 'left' | 'right' | 'none';
  /** Where the scale ends when no value is larger. */
  readonly atLeast?: number;
}

/** A value that lines should stay on one side of. */
export interface Limit {
  readonly scale: string;
  readonly value: number;
  readonly label: string;
}

export interface ChartContent {
  /** Since the beginning of the run. */
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
  readonly scales: Readonly<Record<string, Scale>>;
  readonly limit?: Limit | undefined;
  /** Keeps the room of an axis free on the right, so that times stand below those of a chart that has one. */
  readonly hasRoomOnRight?: boolean;
}

const SERIES_COLORS = 8;

/** Colours come again when there are more lines than colours. */
export function seriesColor(index: number): string {
  return `series-${(index % SERIES_COLORS) + 1}`;
}

export function hasValues({ values }: Pick<Line, 'values'>): boolean {
  return values.some((value) => value !== null);
}
