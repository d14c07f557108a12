import { useLocation, useSearch } from 'wouter';
import type { SeriesWish } from '../../api/result-queries.ts';
import type { MetricInfo } from '../../api/types/results.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Empty } from '../../components/feedback.tsx';
import { CompactSelect } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { TagFilters } from '../../components/tag-filter.tsx';
import { chartFromText, chartToText, firstChart, withMetric } from '../../metrics/chart-wish.ts';
import { STATS } from '../../metrics/stats.ts';
import { MetricChart } from './metric-chart.tsx';
import type { RunTabProps } from './run-report.tsx';

/** Any metric, any aggregation, split and filtered by tags; several of them on one axis of time. */
export function AnalysisTab({ run, path, metrics }: RunTabProps) {
  const [charts, setCharts] = useCharts(path, metrics);
  const first = firstChart(metrics);
  if (first === undefined)
    return (
      <Panel title="Analysis" isFlush>
        <Empty title="Nothing measured yet">Metrics can be chosen here as soon as there are any.</Empty>
      </Panel>
    );
  const replace = (index: number, wish: SeriesWish) => setCharts(charts.with(index, wish));
  return (
    <div className="stack">
      {charts.map((wish, index) => {
        const info = metrics.find(({ name }) => name === wish.metric);
        return (
          <section key={index} className="panel" aria-label={`Chart ${index + 1}`}>
            <ChartControls
              wish={wish}
              info={info}
              metrics={metrics}
              onChange={(changed) => replace(index, changed)}
              onRemove={charts.length === 1 ? undefined : () => setCharts(charts.toSpliced(index, 1))}
            />
            {info === undefined ? (
              <Empty title={`There is no metric ${wish.metric}`} />
            ) : (
              <MetricChart run={run} wish={wish} info={info} />
            )}
          </section>
        );
      })}
      <div>
        <Button icon="plus" onClick={() => setCharts([...charts, charts.at(-1) ?? first])}>
          Add a chart
        </Button>
      </div>
    </div>
  );
}

/** Charts are kept in the address, so that a link shows the same. */
function useCharts(
  path: string,
  metrics: readonly MetricInfo[],
): [readonly SeriesWish[], (charts: readonly SeriesWish[]) => void] {
  const [, navigate] = useLocation();
  const kept = new URLSearchParams(useSearch())
    .getAll('chart')
    .map(chartFromText)
    .filter((wish) => wish !== undefined);
  const first = firstChart(metrics);
  const charts = kept.length > 0 || first === undefined ? kept : [first];
  const setCharts = (next: readonly SeriesWish[]) => {
    const search = new URLSearchParams([
      ['tab', 'analysis'],
      ...next.map((wish) => ['chart', chartToText(wish)]),
    ]);
    navigate(`${path}?${search}`, { replace: true });
  };
  return [charts, setCharts];
}

interface ChartControlsProps {
  readonly wish: SeriesWish;
  readonly info: MetricInfo | undefined;
  readonly metrics: readonly MetricInfo[];
  onChange(wish: SeriesWish): void;
  readonly onRemove: (() => void) | undefined;
}

function ChartControls({ wish, info, metrics, onChange, onRemove }: ChartControlsProps) {
  const tags = info?.tags ?? {};
  const stats = info === undefined ? [wish.stat] : STATS[info.type];
  return (
    <div className="panel-head chart-controls">
      <CompactSelect
        label="Metric"
        value={wish.metric}
        choices={metrics
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map(({ name }) => ({ value: name, text: name }))}
        onChange={({ target }) => {
          const chosen = metrics.find(({ name }) => name === target.value);
          if (chosen !== undefined) onChange(withMetric(wish, chosen));
        }}
      />
      <CompactSelect
        label="Aggregation"
        value={wish.stat}
        choices={stats.map((stat) => ({ value: stat, text: stat }))}
        onChange={({ target }) => onChange({ ...wish, stat: target.value })}
      />
      <CompactSelect
        label="Split by"
        value={wish.by[0] ?? ''}
        choices={[
          { value: '', text: 'Not split' },
          ...Object.keys(tags)
            .sort()
            .map((tag) => ({ value: tag, text: `By ${tag}` })),
        ]}
        onChange={({ target }) => onChange({ ...wish, by: target.value === '' ? [] : [target.value] })}
      />
      <TagFilters tags={tags} filters={wish.filters} onChange={(filters) => onChange({ ...wish, filters })} />
      {onRemove !== undefined && (
        <div className="panel-actions">
          <IconButton icon="close" label="Remove this chart" onClick={onRemove} />
        </div>
      )}
    </div>
  );
}
