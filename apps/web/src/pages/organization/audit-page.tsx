import { useInfiniteQuery } from '@tanstack/react-query';
import { auditPagesQuery } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatMoment } from '../../format/time.ts';

export function AuditPage() {
  const entries = useInfiniteQuery(auditPagesQuery);
  return (
    <Page title="Audit log" lead="Who did what, newest first. Entries are only ever added.">
      <Panel title="Entries" isFlush>
        <Loaded from={{ data: entries.data?.pages.flat(), error: entries.error }}>
          {(all) =>
            all.length === 0 ? (
              <Empty title="Nothing happened yet" />
            ) : (
              <DataTable
                label="Audit log"
                rows={all}
                keyOf={({ id }) => id}
                columns={[
                  { title: 'When', cell: ({ atMs }) => <span className="nowrap">{formatMoment(atMs)}</span> },
                  { title: 'Who', kind: 'wide', cell: ({ actor }) => actor },
                  { title: 'Did', cell: ({ action }) => <code>{action}</code> },
                  { title: 'To', cell: ({ target }) => <code>{target}</code> },
                  { title: 'From', kind: 'wide', cell: ({ address }) => <code>{address ?? '–'}</code> },
                  { title: 'Details', kind: 'wide', cell: ({ detail }) => <Details detail={detail} /> },
                ]}
              />
            )
          }
        </Loaded>
        {entries.hasNextPage && (
          <div className="panel-body">
            <Button disabled={entries.isFetchingNextPage} onClick={() => entries.fetchNextPage()}>
              Show older entries
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function Details({ detail }: { readonly detail: Readonly<Record<string, unknown>> }) {
  const text = Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return <span className="muted">{text}</span>;
}
