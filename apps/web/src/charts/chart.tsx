import './chart.css';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { subscribeToTheme } from '../app/theme.ts';
import { type ChartContent, plotOptions } from './plot-options.ts';

interface ChartProps {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly content: ChartContent;
  readonly height?: number;
}

const DEFAULT_HEIGHT = 240;

/** Lines over the time of a run. Charts of one page share the place of the cursor. */
export function Chart({ label, content, height = DEFAULT_HEIGHT }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const themeVersion = useThemeVersion();
  const shape = shapeOf(content);
  const latest = useRef(content);
  latest.current = content;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const width = widthInside(element);
    const made = new uPlot(
      plotOptions(latest.current, { width, height }, element),
      dataOf(latest.current),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: widthInside(element), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, height, themeVersion]);

  useEffect(() => plot.current?.setData(dataOf(content)), [content]);

  return <div ref={frame} className="chart" role="img" aria-label={label} />;
}

function dataOf({ seconds, lines }: ChartContent): uPlot.AlignedData {
  return [seconds, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
}

function shapeOf({ lines, scales }: ChartContent): string {
  return JSON.stringify([lines.map(({ values: _, ...line }) => line), Object.keys(scales)]);
}

function widthInside(element: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
}

function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => subscribeToTheme(() => setVersion((before) => before + 1)), []);
  return version;
}
