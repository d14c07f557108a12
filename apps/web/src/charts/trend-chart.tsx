import './trend-chart.css';
import { Link } from 'wouter';
import { formatMoment } from '../format/time.ts';
import type { Tone } from '../runs/run-status.ts';
import { trendShape } from './trend-shape.ts';

export interface TrendRun {
  readonly runId: number;
  readonly createdAtMs: number;
  readonly tone: Tone;
  readonly value: number | null;
}

interface TrendChartProps {
  readonly title: string;
  readonly runs: readonly TrendRun[];
  readonly baselineRunId: number | null;
  /** Of the colours of the design. */
  readonly color: string;
  format(value: number): string;
}

const WIDTH = 320;
const HEIGHT = 90;

/** One number of every run of a test, oldest on the left; each point leads to its run. */
export function TrendChart({ title, runs, baselineRunId, color, format }: TrendChartProps) {
  const measured = runs.filter((run): run is TrendRun & { value: number } => run.value !== null);
  const last = measured.at(-1);
  const shape = trendShape(
    runs.map(({ value }) => value),
    { width: WIDTH, height: HEIGHT },
  );
  const baseline = runs.findIndex(({ runId }) => runId === baselineRunId);
  const level = shape.points[baseline];
  return (
    <figure className="trend">
      <figcaption>
        <span className="muted">{title}</span>
        <strong>{last === undefined ? '–' : format(last.value)}</strong>
      </figcaption>
      <div className="trend-plot" style={{ color: `var(--${color})` }}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {level != null && <line className="trend-level" x1="0" x2={WIDTH} y1={level.y} y2={level.y} />}
          <polyline points={shape.line} />
        </svg>
        {runs.map((run, index) => {
          const point = shape.points[index];
          if (point == null || run.value === null) return null;
          const isBaseline = run.runId === baselineRunId;
          const label = `Run ${run.runId}${isBaseline ? ' (baseline)' : ''}: ${format(run.value)}, ${formatMoment(run.createdAtMs)}`;
          return (
            <Link
              key={run.runId}
              href={`/runs/${run.runId}`}
              className={`trend-point trend-point-${run.tone}${isBaseline ? ' trend-point-baseline' : ''}`}
              style={{ left: `${(point.x / WIDTH) * 100}%`, top: `${(point.y / HEIGHT) * 100}%` }}
              aria-label={label}
              title={label}
            />
          );
        })}
      </div>
    </figure>
  );
}
