import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { type Verdict, verdictOf } from '../../script/threshold-verdict.ts';
import { type ThresholdLimit, thresholdsOf } from '../../script/thresholds-of.ts';

export function ThresholdsTab({ run }: { readonly run: RunDetails }) {
  const limits = thresholdsOf(run.options);
  return (
    <Panel title="Thresholds" isFlush>
      {limits.length === 0 ? (
        <Empty title="No thresholds">
          Thresholds in the options of a script say what is good enough, and fail the run when it is not.
        </Empty>
      ) : (
        <DataTable
          label="Thresholds"
          rows={limits}
          keyOf={({ metric, expression }) => `${metric} ${expression}`}
          columns={[
            { title: 'Metric', kind: 'main', cell: ({ metric }) => <code>{metric}</code> },
            { title: 'Limit', cell: ({ expression }) => <code>{expression}</code> },
            { title: 'Verdict', cell: (limit) => <VerdictBadge limit={limit} run={run} /> },
            {
              title: 'When crossed',
              kind: 'wide',
              cell: ({ abortsRun }) => (abortsRun ? 'ends the run' : 'fails the run at its end'),
            },
          ]}
        />
      )}
    </Panel>
  );
}

const LOOK = {
  held: { tone: 'good', text: 'Held' },
  crossed: { tone: 'bad', text: 'Crossed' },
  open: { tone: 'idle', text: 'Open' },
  unknown: { tone: 'idle', text: 'Not evaluated' },
} as const satisfies Record<Verdict, object>;

function VerdictBadge({ limit, run }: { readonly limit: ThresholdLimit; readonly run: RunDetails }) {
  const { tone, text } = LOOK[verdictOf(limit, run)];
  return <Badge tone={tone}>{text}</Badge>;
}
