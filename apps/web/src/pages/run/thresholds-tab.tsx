import type { RunDetails } from '../../api/types/run.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { thresholdsOf } from '../../script/thresholds-of.ts';

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
