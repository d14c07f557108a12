import uPlot from 'uplot';
import { formatOffset } from '../format/time.ts';

export interface Line {
  readonly label: string;
  /** Of the colours of the design, `series-1` and so on. */
  readonly color: string;
  /** One of the scales of the chart. */
  readonly scale: string;
  readonly isDashed?: boolean;
  readonly isFilled?: boolean;
  /** Holds its value until the next. */
  readonly isStepped?: boolean;
  /** One for each second of the chart; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
}

export interface Scale {
  format(value: number): string;
  /** `none`: told by the legend alone. */
  readonly side?: 'left' | 'right' | 'none';
}

export interface ChartContent {
  /** Since the beginning of the run. */
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
  readonly scales: Readonly<Record<string, Scale>>;
  /** Keeps the room of an axis free on the right, so that times stand below those of a chart that has one. */
  readonly hasRoomOnRight?: boolean;
}

const SYNC = uPlot.sync('run');
const AXIS_WIDTH = 48;
const AXIS_HEIGHT = 26;
const RIGHT_GAP = 14;
/** Steps of a time axis, in seconds: those people count in. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];
const { linear, stepped } = uPlot.paths;

export function plotOptions(
  { lines, scales, hasRoomOnRight = false }: ChartContent,
  size: { readonly width: number; readonly height: number },
  element: HTMLElement,
): uPlot.Options {
  const colorOf = colorsIn(element);
  const grid = { stroke: colorOf('grid'), width: 1 };
  const look = { stroke: colorOf('text-muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  return {
    ...size,
    cursor: { sync: { key: SYNC.key }, points: { size: 6 }, drag: { x: true, y: false } },
    padding: [10, hasRoomOnRight ? AXIS_WIDTH + RIGHT_GAP : RIGHT_GAP, 0, 0],
    legend: { live: true },
    scales: {
      x: { time: false },
      ...Object.fromEntries(Object.keys(scales).map((name) => [name, { range: fromZero }])),
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
    series: [
      { label: 'Time', value: (_, seconds) => (seconds === null ? '–' : formatOffset(seconds)) },
      ...lines.map((line) => seriesOf(line, scales, colorOf)),
    ],
  };
}

function axesOf(scales: ChartContent['scales']): [string, Scale][] {
  return Object.entries(scales).filter(([, { side }]) => side !== 'none');
}

function seriesOf(
  { label, scale, color, isDashed, isFilled, isStepped }: Line,
  scales: ChartContent['scales'],
  colorOf: (name: string) => string,
): uPlot.Series {
  const stroke = colorOf(color);
  const paths = isStepped ? stepped?.({ align: 1 }) : linear?.();
  return {
    label,
    scale,
    stroke,
    width: 1.5,
    points: { show: false },
    ...(paths && { paths }),
    ...(isDashed && { dash: [5, 4] }),
    ...(isFilled && { fill: withAlpha(stroke) }),
    value: (_, value) => (value === null ? '–' : (scales[scale]?.format(value) ?? '–')),
  };
}

/** Load and times begin at nothing: a scale that does not would make small changes look large. */
function fromZero(_: uPlot, __: number, max: number | null): [number, number] {
  return [0, max === null || max <= 0 ? 1 : max * 1.08];
}

/** Colours as the element shows them now; drawing knows neither names nor schemes. */
function colorsIn(element: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

function withAlpha(rgb: string): string {
  return rgb.replace(/^rgb\(([^)]+)\)$/, 'rgba($1, 0.12)');
}
