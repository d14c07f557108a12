import { useQuery } from '@tanstack/react-query';
import { loadZonesQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';

/** Where the load of a run comes from. */
export function LoadGeneratorsTab({ run }: { readonly run: RunDetails }) {
  const { data: zones = [] } = useQuery(loadZonesQuery);
  const zoneNames = new Map(zones.map(({ code, name }) => [code, name]));
  if (run.place !== 'cloud')
    return (
      <Panel title="Load generators">
        <Empty title="One machine elsewhere">
          {run.place === 'local'
            ? 'This run was started here and executed on the machine of whoever started it.'
            : 'This run was executed elsewhere and sent its results here.'}
        </Empty>
      </Panel>
    );
  return (
    <Panel title="Distribution" isFlush>
      <DataTable
        label="Distribution"
        rows={run.distribution}
        keyOf={({ label }) => label}
        columns={[
          { title: 'Label', kind: 'main', cell: ({ label }) => label },
          {
            title: 'Load zone',
            cell: ({ loadZone }) => (
              <>
                <code>{loadZone}</code>
                <span className="table-sub">{zoneNames.get(loadZone)}</span>
              </>
            ),
          },
          { title: 'Share', kind: 'number', cell: ({ percent }) => `${percent}%` },
        ]}
      />
    </Panel>
  );
}
