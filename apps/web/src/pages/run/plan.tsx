import { useMemo } from 'react';
import type { RunDetails } from '../../api/types/run.ts';
import { Chart } from '../../charts/chart.tsx';
import { planContent } from '../../charts/plan-content.ts';
import { Panel } from '../../components/panel.tsx';
import { formatOffset } from '../../format/time.ts';
import { outlineIfPossible } from '../../script/outline-of.ts';

/** The load that the options ask for. */
export function Plan({ options }: Pick<RunDetails, 'options'>) {
  const outline = useMemo(() => outlineIfPossible(options), [options]);
  const content = useMemo(() => outline && planContent(outline), [outline]);
  if (outline === undefined || content === undefined) return null;
  return (
    <Panel
      title="Plan"
      aside={outline.scenarios.map(({ name, executor }) => `${name}: ${executor}`).join(', ')}
      isFlush
    >
      <Chart
        label={`Planned VUs: at most ${outline.maxVUs}, until ${formatOffset(outline.maxDurationMs / 1000)}`}
        content={content}
        height={170}
      />
    </Panel>
  );
}
