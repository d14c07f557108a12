import { formatCompact } from '../format/number.ts';
import type { TestOutline } from '../script/outline-of.ts';
import type { ChartContent, Line } from './chart-content.ts';

/** The VUs a test keeps at hand over its time, graceful ends included; those that it may add by itself are drawn on top. */
export function planContent({ steps }: Pick<TestOutline, 'steps'>): ChartContent {
  const planned: Line = {
    label: 'VUs reserved, time to end gracefully included',
    color: 'series-1',
    scale: 'vus',
    isFilled: true,
    isStepped: true,
    values: steps.map(({ plannedVUs }) => plannedVUs),
  };
  const atMost: Line = {
    label: 'At most',
    color: 'series-8',
    scale: 'vus',
    isDashed: true,
    isStepped: true,
    values: steps.map(({ plannedVUs, maxUnplannedVUs }) => plannedVUs + maxUnplannedVUs),
  };
  const mayAddVUs = steps.some(({ maxUnplannedVUs }) => maxUnplannedVUs > 0);
  return {
    seconds: steps.map(({ offsetMs }) => offsetMs / 1000),
    lines: mayAddVUs ? [planned, atMost] : [planned],
    scales: { vus: { format: formatCompact } },
  };
}
