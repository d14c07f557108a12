interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface TrendShape {
  /** null where nothing was measured. */
  readonly points: readonly (Point | null)[];
  /** As SVG wants it, from each point to the next. */
  readonly line: string;
}

const EDGE = 8;

/** Where values stand, evenly apart, from nothing at the bottom to the largest at the top. */
export function trendShape(values: readonly (number | null)[], { width, height }: Size): TrendShape {
  const most = values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0) || 1;
  const step = values.length > 1 ? (width - 2 * EDGE) / (values.length - 1) : 0;
  const start = values.length > 1 ? EDGE : width / 2;
  const points = values.map((value, index) =>
    value === null
      ? null
      : {
          x: rounded(start + index * step),
          y: rounded(height - EDGE - (value / most) * (height - 2 * EDGE)),
        },
  );
  const line = points.flatMap((point) => (point === null ? [] : [`${point.x},${point.y}`])).join(' ');
  return { points, line };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
