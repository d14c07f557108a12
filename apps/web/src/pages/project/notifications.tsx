import { useQuery } from '@tanstack/react-query';
import { notificationsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { Delivery, Notification, TestDelivery } from '../../api/types/sharing.ts';
import { type Change, useChange } from '../../api/use-change.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton } from '../../components/dialog.tsx';
import { Empty, ErrorNotice, Loaded, Notice } from '../../components/feedback.tsx';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { NewNotification } from './new-notification.tsx';

/** Addresses that are told when runs start, end or fail. */
export function Notifications({ projectId }: { readonly projectId: number }) {
  const notifications = useQuery(notificationsQuery(projectId));
  const tryOut = useChange({
    perform: ({ id, url }: Notification) =>
      request<TestDelivery>(`/notifications/${id}/test`, { method: 'POST' }).then((outcome) => ({
        ...outcome,
        url,
      })),
    outdates: [notificationsQuery(projectId).queryKey],
  });
  return (
    <Panel
      title="Notifications"
      aside="A signed message to an address of yours"
      actions={<NewNotification projectId={projectId} />}
      isFlush
    >
      <TestOutcome change={tryOut} />
      <Loaded from={notifications}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No notifications">
              Tell a chat, a pipeline or a pager when a run starts, ends or fails.
            </Empty>
          ) : (
            <DataTable
              label="Notifications"
              rows={all}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: 'Address',
                  kind: 'main',
                  cell: ({ url, events }) => (
                    <>
                      <span className="breakable">{url}</span>
                      <span className="table-sub">{events.join(', ')}</span>
                    </>
                  ),
                },
                {
                  title: 'Status',
                  cell: ({ isEnabled }) => (
                    <Badge tone={isEnabled ? 'good' : 'idle'}>{isEnabled ? 'On' : 'Off'}</Badge>
                  ),
                },
                {
                  title: 'Last delivery',
                  kind: 'wide',
                  cell: ({ lastDelivery }) => <LastDelivery delivery={lastDelivery} />,
                },
                {
                  title: 'Actions',
                  kind: 'actions',
                  cell: (notification) => (
                    <NotificationActions projectId={projectId} notification={notification} tryOut={tryOut} />
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

const DELIVERY_TONES = { delivered: 'good', pending: 'busy', failed: 'bad' } as const;

function LastDelivery({ delivery }: { readonly delivery: Delivery | null }) {
  if (delivery === null) return <span className="muted">never</span>;
  const { status, event, lastAttemptAtMs, error, attempts } = delivery;
  return (
    <>
      <Badge tone={DELIVERY_TONES[status]}>{status}</Badge> <Moment atMs={lastAttemptAtMs} />
      <span className="table-sub">
        {event}
        {error !== null && `, ${error}${attempts > 1 ? ` (${attempts} attempts)` : ''}`}
      </span>
    </>
  );
}

type TryOut = Change<Notification, TestDelivery & { readonly url: string }>;

function TestOutcome({ change: { error, result } }: { readonly change: TryOut }) {
  if (error === null && result === undefined) return null;
  return (
    <div className="panel-body">
      <ErrorNotice error={error} />
      {result !== undefined &&
        (result.isDelivered ? (
          <Notice tone="good">
            {result.url} took the test message with status {result.httpStatus}.
          </Notice>
        ) : (
          <Notice tone="bad">
            {result.url} did not take the test message: {result.error ?? `status ${result.httpStatus}`}.
          </Notice>
        ))}
    </div>
  );
}

interface NotificationActionsProps {
  readonly projectId: number;
  readonly notification: Notification;
  readonly tryOut: TryOut;
}

function NotificationActions({ projectId, notification, tryOut }: NotificationActionsProps) {
  const { id, isEnabled, url } = notification;
  const outdates = [notificationsQuery(projectId).queryKey];
  const toggle = useChange({
    perform: () => request(`/notifications/${id}`, { method: 'PATCH', body: { isEnabled: !isEnabled } }),
    outdates,
  });
  const remove = useChange({
    perform: () => request(`/notifications/${id}`, { method: 'DELETE' }),
    outdates,
  });
  return (
    <>
      <Button look="quiet" disabled={tryOut.isPending} onClick={() => tryOut.run(notification)}>
        Test
      </Button>
      <Button look="quiet" disabled={toggle.isPending} onClick={() => toggle.run()}>
        {isEnabled ? 'Turn off' : 'Turn on'}
      </Button>
      <ConfirmButton label="Remove" title="Remove the notification" change={remove}>
        {url} is no longer told what happens to runs.
      </ConfirmButton>
    </>
  );
}
