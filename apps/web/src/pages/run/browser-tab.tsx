import { useQuery } from '@tanstack/react-query';
import { summaryQuery } from '../../api/result-queries.ts';
import { Panel } from '../../components/panel.tsx';
import { type Tile, Tiles } from '../../components/tiles.tsx';
import { formatterOf } from '../../metrics/stats.ts';
import { rateVital, VITALS } from '../../metrics/web-vitals.ts';
import { tilesOf } from '../../runs/metric-tiles.ts';
import { MetricChart } from './metric-chart.tsx';
import type { RunTabProps } from './run-report.tsx';

/** How fast pages felt, by the measures that browsers agree on. */
export function BrowserTab({ run, metrics }: RunTabProps) {
  const { data: summary } = useQuery(summaryQuery(run));
  const vitals = VITALS.flatMap((vital) => {
    const info = metrics.find(({ name }) => name === vital.metric);
    return info === undefined ? [] : [{ vital, info }];
  });
  const tiles = vitals.flatMap(({ vital, info }): Tile[] => {
    const value = summary?.metrics.find(({ name }) => name === vital.metric)?.values['p(95)'];
    if (value === undefined) return [];
    const rating = rateVital(vital, value);
    return [
      {
        name: vital.title,
        value: formatterOf(info, 'p(95)')(value),
        aside: `p(95), ${rating}`,
        tone: rating === 'good' ? 'good' : rating === 'poor' ? 'bad' : undefined,
      },
    ];
  });
  const others =
    summary === undefined
      ? []
      : tilesOf(summary, (name) => name.startsWith('browser_') && !name.startsWith('browser_web_vital_'));
  return (
    <div className="stack">
      {tiles.length > 0 && <Tiles label="Web vitals" tiles={tiles} />}
      {vitals.map(({ vital, info }) => (
        <Panel key={vital.metric} title={vital.title} aside={`${vital.metric}, p(75)`} isFlush>
          <MetricChart
            run={run}
            info={info}
            wish={{ metric: vital.metric, stat: 'p(75)', by: [], filters: [] }}
            height={150}
          />
        </Panel>
      ))}
      {others.length > 0 && <Tiles label="Requests of pages" tiles={others} />}
    </div>
  );
}
