import './chart.css';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { subscribeToTheme } from '../app/theme.ts';
import type { ChartContent } from './chart-content.ts';
import { ChartLegend } from './chart-legend.tsx';
import { plotOptions } from './plot-options.ts';

interface ChartProps {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly content: ChartContent;
  readonly height?: number;
}

const DEFAULT_HEIGHT = 240;
const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** Lines over the time of a run. Charts of one page share the place of the cursor. */
export function Chart({ label, content, height = DEFAULT_HEIGHT }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const themeVersion = useThemeVersion();
  const [hidden, setHidden] = useState(NOTHING_HIDDEN);
  const shape = shapeOf(content);
  const latest = useRef({ content, hidden });
  latest.current = { content, hidden };

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const now = latest.current;
    const size = { width: element.clientWidth, height };
    const options = plotOptions(now.content, { ...size, element, hidden: now.hidden });
    const made = new uPlot(options, dataOf(now.content), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, height, themeVersion]);

  useEffect(() => {
    if (plot.current !== null) update(plot.current, dataOf(content));
  }, [content]);

  const toggle = (line: string) => {
    const next = new Set(hidden);
    if (!next.delete(line)) next.add(line);
    setHidden(next);
    const index = content.lines.findIndex((each) => each.label === line);
    plot.current?.setSeries(index + 1, { show: !next.has(line) });
  };

  return (
    <figure className="chart">
      <ChartLegend lines={content.lines} hidden={hidden} onToggle={toggle} />
      <div ref={frame} className="chart-plot" role="img" aria-label={label} style={{ height }} />
    </figure>
  );
}

/** New values must not undo a zoom. */
function update(plot: uPlot, data: uPlot.AlignedData): void {
  const before = plot.data[0];
  const { min, max } = plot.scales.x ?? {};
  const hasRange = typeof min === 'number' && typeof max === 'number';
  const isZoomed = hasRange && before.length > 1 && (min !== before[0] || max !== before.at(-1));
  plot.setData(data, !isZoomed);
  if (isZoomed) plot.redraw();
}

function dataOf({ seconds, lines }: ChartContent): uPlot.AlignedData {
  return [seconds, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
}

function shapeOf({ lines, scales, limit }: ChartContent): string {
  return JSON.stringify([lines.map(({ values: _, ...line }) => line), scales, limit]);
}

function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => subscribeToTheme(() => setVersion((before) => before + 1)), []);
  return version;
}
