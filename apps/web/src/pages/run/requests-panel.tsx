import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { overviewQuery, type RunOnTime, requestsQuery, type TagFilter } from '../../api/result-queries.ts';
import type { MetricInfo, RequestKind, RequestRow } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { CompactSelect } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { TagFilters } from '../../components/tag-filter.tsx';
import { keyOfTags } from '../../metrics/key-of-tags.ts';
import { isOver } from '../../runs/run-status.ts';
import { MetricChart } from './metric-chart.tsx';
import { OverviewCharts } from './performance.tsx';
import { requestColumns } from './request-columns.tsx';

interface RequestsPanelProps {
  readonly run: RunDetails;
  readonly metrics: readonly MetricInfo[];
  readonly kind: RequestKind;
  readonly title: string;
}

const METRIC_OF = {
  http: 'http_req_duration',
  ws: 'ws_session_duration',
  grpc: 'grpc_req_duration',
} as const;

/** Tags that tell parts of a run apart, rather than requests. */
const SPLITS = ['load_zone', 'scenario', 'group'];

/** What was requested, how often and how fast; narrowed and split by tags. */
export function RequestsPanel({ run, metrics, kind, title }: RequestsPanelProps) {
  const [filters, setFilters] = useState<readonly TagFilter[]>([]);
  const [by, setBy] = useState<readonly string[]>([]);
  const requests = useQuery(requestsQuery(run, { kind, filters, by }));
  const tags = metrics.find(({ name }) => name === METRIC_OF[kind])?.tags ?? {};
  const splits = SPLITS.filter((tag) => (tags[tag]?.length ?? 0) > 0);
  return (
    <Panel
      title={title}
      aside={requests.data && `${requests.data.rows.length} rows`}
      isFlush
      actions={
        <>
          <TagFilters tags={tags} filters={filters} onChange={setFilters} />
          {splits.length > 0 && (
            <CompactSelect
              label="Split by"
              value={by[0] ?? ''}
              choices={[
                { value: '', text: 'Not split' },
                ...splits.map((tag) => ({ value: tag, text: `By ${tag}` })),
              ]}
              onChange={({ target }) => setBy(target.value === '' ? [] : [target.value])}
            />
          )}
        </>
      }
    >
      <Loaded from={requests}>
        {({ rows, isCut }) =>
          rows.length === 0 ? (
            <Empty title={emptyInWords(run, filters)} />
          ) : (
            <>
              <DataTable
                label={title}
                rows={rows}
                keyOf={({ tags: own }) => keyOfTags(own)}
                columns={requestColumns(kind, by)}
                sorting={{ title: 'Count', isDescending: true }}
                detailOf={(row) => <RequestDetail run={run} kind={kind} row={row} filters={filters} />}
              />
              {isCut && (
                <p className="chart-note muted">
                  There are more rows than can be shown. Give requests a <code>name</code> tag to group
                  addresses that differ only in ids.
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function emptyInWords(run: RunOnTime, filters: readonly TagFilter[]): string {
  if (filters.length > 0) return 'No request has these tags';
  return isOver(run) ? 'No requests' : 'No requests yet';
}

interface RequestDetailProps {
  readonly run: RunOnTime;
  readonly kind: RequestKind;
  readonly row: RequestRow;
  readonly filters: readonly TagFilter[];
}

const TIME = { type: 'trend', contains: 'time' } as const;

/** One row over time. */
function RequestDetail({ run, kind, row, filters }: RequestDetailProps) {
  const own = Object.entries(row.tags).map(([name, value]) => `${name}:${value}`);
  const all = [...new Set([...filters, ...own])];
  if (kind === 'http') return <HttpDetail run={run} filters={all} />;
  return (
    <MetricChart
      run={run}
      info={TIME}
      wish={{ metric: METRIC_OF[kind], stat: 'p(95)', by: [], filters: all }}
      height={160}
    />
  );
}

function HttpDetail({ run, filters }: Pick<RequestDetailProps, 'run' | 'filters'>) {
  const overview = useQuery(overviewQuery(run, filters));
  return <Loaded from={overview}>{(data) => <OverviewCharts overview={data} />}</Loaded>;
}
