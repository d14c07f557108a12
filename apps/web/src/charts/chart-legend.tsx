import type { Line } from './chart-content.ts';

interface ChartLegendProps {
  readonly lines: readonly Line[];
  readonly hidden: ReadonlySet<string>;
  onToggle(label: string): void;
}

/** Names the lines of a chart; each name turns its line off and on. */
export function ChartLegend({ lines, hidden, onToggle }: ChartLegendProps) {
  return (
    <figcaption className="chart-legend">
      {lines.map(({ label, color, isDashed = false }) => (
        <button
          key={label}
          type="button"
          className="chart-legend-item"
          aria-pressed={!hidden.has(label)}
          onClick={() => onToggle(label)}
        >
          <span
            className={isDashed ? 'chart-marker chart-marker-dashed' : 'chart-marker'}
            style={{ color: `var(--${color})` }}
          />
          {label}
        </button>
      ))}
    </figcaption>
  );
}
