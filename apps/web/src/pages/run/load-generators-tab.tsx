import { useQuery } from '@tanstack/react-query';
import { generatorsQuery } from '../../api/result-queries.ts';
import type { GeneratorHealth } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatBytes, formatCount, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import { peak, stateOfGenerator } from '../../runs/generator-state.ts';
import { GeneratorCharts } from './generator-charts.tsx';
import type { RunTabProps } from './run-report.tsx';

/** Where the load comes from, and whether those machines are up to it. */
export function LoadGeneratorsTab({ run }: RunTabProps) {
  const generators = useQuery({ ...generatorsQuery(run), enabled: run.place === 'cloud' });
  if (run.place !== 'cloud')
    return (
      <Panel title="Load generators" isFlush>
        <Empty title="One machine elsewhere">
          {run.place === 'local'
            ? 'This run was started here and executed on the machine of whoever started it.'
            : 'This run was executed elsewhere and sent its results here.'}
        </Empty>
      </Panel>
    );
  return (
    <div className="stack">
      <Panel title="Load generators" aside={generators.data?.length} isFlush>
        <Loaded from={generators}>
          {(all) =>
            all.length === 0 ? (
              <Empty title="No agents yet">
                Agents appear here once they have been given a part of the run.
              </Empty>
            ) : (
              <GeneratorTable generators={all} />
            )
          }
        </Loaded>
      </Panel>
      {generators.data?.some(({ seconds }) => seconds.length > 0) && (
        <Panel title="Health" aside="of each load generator" isFlush>
          <GeneratorCharts generators={generators.data} />
        </Panel>
      )}
      <Distribution run={run} />
    </div>
  );
}

function GeneratorTable({ generators }: { readonly generators: readonly GeneratorHealth[] }) {
  return (
    <DataTable
      label="Load generators"
      rows={generators}
      keyOf={({ instance, epoch }) => `${instance} ${epoch}`}
      columns={[
        {
          title: 'Agent',
          kind: 'main',
          cell: ({ agent, loadZone }) => (
            <>
              {agent}
              <code className="table-sub">{loadZone}</code>
            </>
          ),
        },
        {
          title: 'State',
          cell: (generator) => {
            const { tone, text, reason } = stateOfGenerator(generator);
            return (
              <>
                <Badge tone={tone}>{text}</Badge>
                {reason !== undefined && <span className="table-sub">{reason}</span>}
              </>
            );
          },
        },
        { title: 'VUs', kind: 'number', cell: ({ vus }) => countOf(peak(vus)) },
        {
          title: 'Most iterations',
          kind: 'wide-number',
          cell: ({ iterationsPerS }) => rateOf(peak(iterationsPerS)),
        },
        {
          title: 'Worst lag',
          kind: 'wide-number',
          cell: ({ maxLagMs }) => formatMs(maxLagMs),
        },
        {
          title: 'CPU',
          kind: 'number',
          cell: ({ cpuShare }) => {
            const most = peak(cpuShare);
            return most === null ? '–' : formatPercent(Math.round(most * 100) / 100);
          },
        },
        {
          title: 'Memory',
          kind: 'wide-number',
          cell: ({ memoryBytes }) => {
            const most = peak(memoryBytes);
            return most === null ? '–' : formatBytes(most);
          },
        },
        {
          title: 'Clock skew',
          kind: 'wide-number',
          cell: ({ clockSkewMs }) => (clockSkewMs === null ? '–' : formatMs(Math.abs(clockSkewMs))),
        },
      ]}
    />
  );
}

function countOf(value: number | null): string {
  return value === null ? '–' : formatCount(value);
}

function rateOf(value: number | null): string {
  return value === null ? '–' : `${formatCount(value)}/s`;
}

function Distribution({ run }: { readonly run: RunDetails }) {
  return (
    <Panel title="Distribution" isFlush>
      <DataTable
        label="Distribution"
        rows={run.distribution}
        keyOf={({ label }) => label}
        columns={[
          { title: 'Label', kind: 'main', cell: ({ label }) => label },
          { title: 'Load zone', cell: ({ loadZone }) => <code className="breakable">{loadZone}</code> },
          { title: 'Share', kind: 'number', cell: ({ percent }) => `${percent}%` },
        ]}
      />
    </Panel>
  );
}
