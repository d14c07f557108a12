import { clockText, ticksUpTo, timeTicks } from './axis.ts';
import { html, type Markup } from './markup.ts';

export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface ChartContent {
  readonly title: string;
  readonly seconds: readonly number[];
  readonly stepS: number;
  readonly lines: readonly ChartLine[];
  /** How a value is written at the axis. */
  readonly format: (value: number) => string;
}

/** Of the drawing, which is stretched to the room there is. */
const [WIDTH, HEIGHT] = [1000, 200];

/**
 * A chart that needs no script: lines are drawn in an SVG that fills its place, texts are HTML around it, so that
 * they keep their size on a small screen. Nothing when there is nothing to draw.
 */
export function chart({ title, seconds, stepS, lines, format }: ChartContent): Markup | undefined {
  const drawn = lines.filter(({ values }) => values.some((value) => value !== null));
  if (drawn.length === 0) return undefined;
  const endS = Math.max(stepS, (seconds.at(-1) ?? 0) + (seconds.length > 1 ? 0 : stepS));
  const ticks = ticksUpTo(largestOf(drawn));
  const top = ticks.at(-1) ?? 1;
  const place = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const paths = drawn.map(({ values }) => {
    const number = lines.findIndex((line) => line.values === values) + 1;
    return html`<path class="line s${number}" d="${pathOf(
      values,
      seconds.map((s) => (s / endS) * WIDTH),
      place,
    )}"/>`;
  });
  const grid = ticks.map((tick) => html`<path class="grid" d="M0 ${place(tick)}H${WIDTH}"/>`);
  return html`<figure class="chart">
<figcaption>${title}<span class="legend">${lines.map((line, i) => (drawn.includes(line) ? legend(line, i + 1, format) : undefined))}</span></figcaption>
<div class="plot">
<div class="y">${ticks.map((tick) => html`<span style="bottom:${share(tick / top)}">${format(tick)}</span>`)}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title} over time">${grid}${paths}</svg>
<div class="x">${timeTicks(endS).map((tick) => html`<span style="left:${share(tick / endS)}">${clockText(tick)}</span>`)}</div>
</div>
</figure>`;
}

function legend({ name, values }: ChartLine, number: number, format: (value: number) => string): Markup {
  const most = values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  return html`<span class="key s${number}">${name} <small>max ${format(most)}</small></span>`;
}

function largestOf(lines: readonly ChartLine[]): number {
  let largest = 0;
  for (const { values } of lines) for (const value of values) largest = Math.max(largest, value ?? 0);
  return largest;
}

/** Where nothing was measured there is a gap; a point between two gaps is a short dash. */
function pathOf(
  values: readonly (number | null)[],
  xs: readonly number[],
  place: (value: number) => number,
): string {
  let path = '';
  let isDrawing = false;
  values.forEach((value, i) => {
    const x = xs[i] ?? 0;
    if (value === null) {
      isDrawing = false;
      return;
    }
    const point = `${x.toFixed(1)} ${place(value).toFixed(1)}`;
    const isAlone = !isDrawing && (values[i + 1] ?? null) === null;
    path += isDrawing ? `L${point}` : `M${point}${isAlone ? 'h3' : ''}`;
    isDrawing = true;
  });
  return path;
}

function share(part: number): string {
  return `${(part * 100).toFixed(2)}%`;
}
