import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { thresholdsQuery } from '../../api/result-queries.ts';
import type { MetricInfo, ThresholdResult } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { parseSelector } from '../../metrics/metric-selector.ts';
import { keyOfThreshold, VERDICT_LOOK, verdictOf } from '../../runs/threshold-verdict.ts';
import type { RunTabProps } from './run-report.tsx';
import { formatOfThreshold, ThresholdDetail } from './threshold-detail.tsx';

export function ThresholdsTab({ run, metrics }: RunTabProps) {
  const thresholds = useQuery(thresholdsQuery(run));
  return (
    <Panel title="Thresholds" aside="Open one to see its metric against its limit." isFlush>
      <Loaded from={thresholds}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No thresholds">
              Thresholds in the options of a script say what is good enough, and fail the run when it is not.
            </Empty>
          ) : (
            <ThresholdTable run={run} thresholds={all} metrics={metrics} />
          )
        }
      </Loaded>
    </Panel>
  );
}

interface ThresholdTableProps {
  readonly run: RunDetails;
  readonly thresholds: readonly ThresholdResult[];
  readonly metrics: readonly MetricInfo[];
}

function ThresholdTable({ run, thresholds, metrics }: ThresholdTableProps) {
  const wanted = new URLSearchParams(useSearch()).get('open');
  // A link may name one; otherwise what failed first is what one came for.
  const first = wanted ?? thresholds.filter(({ isCrossed }) => isCrossed).map(keyOfThreshold)[0];
  const infoOf = ({ metric }: ThresholdResult) =>
    metrics.find(({ name }) => name === parseSelector(metric).metric);
  return (
    <DataTable<ThresholdResult>
      key={wanted}
      label="Thresholds"
      rows={thresholds.toSorted((a, b) => Number(b.isCrossed) - Number(a.isCrossed))}
      keyOf={keyOfThreshold}
      opened={first === undefined ? [] : [first]}
      detailOf={(threshold) => <ThresholdDetail run={run} threshold={threshold} info={infoOf(threshold)} />}
      columns={[
        {
          title: 'Metric',
          kind: 'main',
          cell: ({ metric, expression }) => (
            <>
              <code className="breakable">{metric}</code>
              <code className="table-narrow">{expression}</code>
            </>
          ),
        },
        { title: 'Limit', kind: 'wide', cell: ({ expression }) => <code>{expression}</code> },
        {
          title: 'Measured',
          kind: 'number',
          cell: (threshold) => formatOfThreshold(threshold, infoOf(threshold)),
        },
        { title: 'Verdict', cell: (threshold) => <VerdictBadge threshold={threshold} run={run} /> },
        {
          title: 'When crossed',
          kind: 'wide',
          cell: ({ abortOnFail }) => (
            <span className="muted">{abortOnFail ? 'ends the run' : 'fails the run'}</span>
          ),
        },
      ]}
    />
  );
}

interface VerdictBadgeProps {
  readonly threshold: ThresholdResult;
  readonly run: RunDetails;
}

function VerdictBadge({ threshold, run }: VerdictBadgeProps) {
  const { tone, text } = VERDICT_LOOK[verdictOf(threshold, run)];
  return <Badge tone={tone}>{text}</Badge>;
}
