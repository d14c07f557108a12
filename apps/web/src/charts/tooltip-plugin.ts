import type uPlot from 'uplot';
import { formatOffset } from '../format/time.ts';
import type { ChartContent, Line } from './chart-content.ts';

/** More would hide the chart they explain. */
const MOST_LINES = 12;
const GAP = 14;

/** The values where the cursor is, beside it; in every chart that shares the cursor. */
export function tooltipPlugin(lines: readonly Line[], scales: ChartContent['scales']): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'chart-tooltip';
  box.hidden = true;
  return {
    hooks: {
      init: ({ over }) => over.append(box),
      setCursor: (plot) => {
        const { idx, left } = plot.cursor;
        box.hidden = idx === null || idx === undefined || (left ?? -1) < 0;
        if (box.hidden || idx === null || idx === undefined) return;
        box.replaceChildren(
          timeOf(plot.data[0][idx] ?? 0),
          ...rowsOf(plot, idx)
            .slice(0, MOST_LINES)
            .map(({ line, value }) => rowOf(line, scales[line.scale]?.format(value) ?? '')),
        );
        place(box, left ?? 0, plot.over.clientWidth);
      },
    },
  };

  function rowsOf(plot: uPlot, index: number): { line: Line; value: number }[] {
    const rows = lines.flatMap((line, at) => {
      const value = plot.data[at + 1]?.[index];
      const isShown = plot.series[at + 1]?.show === true;
      return isShown && typeof value === 'number' ? [{ line, value }] : [];
    });
    return rows.length <= MOST_LINES ? rows : rows.sort((a, b) => b.value - a.value);
  }
}

function timeOf(seconds: number): HTMLElement {
  return element('div', 'chart-tooltip-time', formatOffset(seconds));
}

function rowOf({ label, color }: Line, value: string): HTMLElement {
  const row = element('div', 'chart-tooltip-row');
  const marker = element('span', 'chart-marker');
  marker.style.background = `var(--${color})`;
  row.append(marker, element('span', 'chart-tooltip-name', label), element('strong', '', value));
  return row;
}

/** Right of the cursor, unless there is no room. */
function place(box: HTMLElement, left: number, room: number): void {
  const width = box.offsetWidth;
  const isRight = left + GAP + width <= room;
  box.style.left = `${Math.max(0, isRight ? left + GAP : left - GAP - width)}px`;
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
