import uPlot from 'uplot';
import { formatOffset } from '../format/time.ts';
import type { ChartContent, Line, Scale } from './chart-content.ts';
import { limitPlugin } from './limit-plugin.ts';
import { type ColorOf, colorsIn, withAlpha } from './theme-colors.ts';
import { tooltipPlugin } from './tooltip-plugin.ts';

const SYNC = uPlot.sync('run');
const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 26;
const RIGHT_GAP = 14;
/** Steps of a time axis, in seconds: those people count in. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];
const { linear, stepped } = uPlot.paths;

interface PlotPlace {
  readonly width: number;
  readonly height: number;
  readonly element: HTMLElement;
  /** Labels of lines that the reader has turned off. */
  readonly hidden: ReadonlySet<string>;
}

export function plotOptions(
  { lines, scales, limit, hasRoomOnRight = false }: ChartContent,
  { width, height, element, hidden }: PlotPlace,
): uPlot.Options {
  const colorOf = colorsIn(element);
  const grid = { stroke: colorOf('grid'), width: 1 };
  const look = { stroke: colorOf('text-muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  return {
    width,
    height,
    cursor: {
      sync: { key: SYNC.key },
      points: { size: 7, width: 2, fill: () => colorOf('surface') },
      drag: { x: true, y: false },
    },
    padding: [10, hasRoomOnRight ? AXIS_WIDTH + RIGHT_GAP : RIGHT_GAP, 0, 0],
    legend: { show: false },
    plugins: [tooltipPlugin(lines, scales), ...(limit === undefined ? [] : [limitPlugin(limit, colorOf)])],
    scales: {
      x: { time: false },
      ...Object.fromEntries(
        Object.entries(scales).map(([name, { atLeast = 0 }]) => [
          name,
          { range: fromZero(limit?.scale === name ? limit.value : atLeast) },
        ]),
      ),
    },
    axes: [
      {
        ...look,
        size: AXIS_HEIGHT,
        grid: { show: false },
        incrs: TIME_STEPS,
        values: (_, ticks) => ticks.map(formatOffset),
      },
      ...axesOf(scales).map(([name, { side, format }], index) => ({
        ...look,
        scale: name,
        side: side === 'right' ? 1 : 3,
        size: AXIS_WIDTH,
        // Two grids over each other would belong to nobody.
        grid: index === 0 ? grid : { show: false },
        values: (_: uPlot, ticks: number[]) => ticks.map(format),
      })),
    ],
    series: [{}, ...lines.map((line) => ({ ...seriesOf(line, colorOf), show: !hidden.has(line.label) }))],
  };
}

function axesOf(scales: ChartContent['scales']): [string, Scale][] {
  return Object.entries(scales).filter(([, { side }]) => side !== 'none');
}

function seriesOf(
  { label, scale, color, isDashed, isFilled, isStepped, isJoined = false, values }: Line,
  colorOf: ColorOf,
): uPlot.Series {
  const stroke = colorOf(color);
  const paths = isStepped ? stepped?.({ align: 1 }) : linear?.();
  return {
    label,
    scale,
    stroke,
    width: 1.5,
    spanGaps: isJoined,
    // A line needs two points; what was measured once would be invisible.
    points: { show: values.filter((value) => value !== null).length === 1, size: 6, fill: stroke },
    ...(paths && { paths }),
    ...(isDashed && { dash: [6, 4] }),
    ...(isFilled && { fill: (plot: uPlot) => fillOf(plot, stroke) }),
  };
}

/** Fades towards the axis, so that lines stay readable over each other. */
function fillOf({ ctx, bbox }: uPlot, stroke: string): CanvasGradient {
  const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
  gradient.addColorStop(0, withAlpha(stroke, 0.24));
  gradient.addColorStop(1, withAlpha(stroke, 0.03));
  return gradient;
}

/** Load and times begin at nothing: a scale that does not would make small changes look large. */
function fromZero(atLeast: number): uPlot.Scale.Range {
  return (_, __, max) => {
    const top = Math.max(max ?? 0, atLeast);
    return [0, top <= 0 ? 1 : top * 1.08];
  };
}
