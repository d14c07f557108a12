import { loadZonesQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { Agent, LoadZone } from '../../api/types/agents.ts';
import { useChange } from '../../api/use-change.ts';
import { useUser } from '../../app/session.tsx';
import { groupBy } from '../../collections/group-by.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { useNow } from '../../components/moment.tsx';
import { formatCount } from '../../format/number.ts';
import { isConnected } from './agent-state.ts';

interface LoadZoneTableProps {
  readonly zones: readonly LoadZone[];
  readonly agents: readonly Agent[];
  readonly mayChange: boolean;
}

export function LoadZoneTable({ zones, agents, mayChange }: LoadZoneTableProps) {
  const { isOperator } = useUser();
  const nowMs = useNow(5000);
  const here = groupBy(
    agents.filter((agent) => isConnected(agent, nowMs)),
    ({ loadZoneId }) => loadZoneId,
  );
  const sumOfVUs = (id: number) => (here.get(id) ?? []).reduce((sum, { maxVUs }) => sum + maxVUs, 0);
  // Zones one could use now come first.
  const sorted = zones.toSorted((a, b) => Number(b.isAvailable) - Number(a.isAvailable));
  return (
    <DataTable
      label="Load zones"
      rows={sorted}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Load zone',
          kind: 'main',
          cell: ({ code, name }) => (
            <>
              <code>{code}</code>
              <span className="table-sub">{name}</span>
            </>
          ),
        },
        {
          title: 'Status',
          cell: ({ isAvailable }) => (
            <Badge tone={isAvailable ? 'good' : 'idle'}>{isAvailable ? 'Available' : 'No agents'}</Badge>
          ),
        },
        { title: 'Agents', kind: 'number', cell: ({ id }) => here.get(id)?.length ?? 0 },
        { title: 'Max VUs', kind: 'wide-number', cell: ({ id }) => formatCount(sumOfVUs(id)) },
        {
          title: 'Origin',
          kind: 'wide',
          cell: ({ isPublic, isShared }) =>
            isPublic ? 'documented id' : isShared ? 'of all organizations' : 'of this organization',
        },
        {
          title: 'Actions',
          kind: 'actions',
          cell: (zone) =>
            mayChange && !zone.isPublic && (!zone.isShared || isOperator) && <RemoveZone zone={zone} />,
        },
      ]}
    />
  );
}

function RemoveZone({ zone }: { readonly zone: LoadZone }) {
  const remove = useChange({
    perform: () => request(`/load-zones/${zone.id}`, { method: 'DELETE' }),
    outdates: [loadZonesQuery.queryKey],
  });
  return (
    <ConfirmButton label="Remove" title={`Remove ${zone.code}`} change={remove}>
      Scripts that name this load zone can no longer run, and its agents can no longer connect.
    </ConfirmButton>
  );
}

export function NewLoadZone() {
  const create = useChange({
    perform: (body: { code: string; name: string }) => request('/load-zones', { method: 'POST', body }),
    outdates: [loadZonesQuery.queryKey],
  });
  return (
    <DialogButton label="New load zone" title="New load zone" icon="plus" look="primary">
      {(close) => (
        <Form
          change={create}
          onDone={close}
          submit="Create load zone"
          read={({ text }) => ({ code: text('code'), name: text('name') })}
        >
          <TextField
            label="Id"
            name="code"
            hint="What scripts write as loadZone, for example eu:rack-1."
            spellCheck={false}
            required
          />
          <TextField label="Name" name="name" required />
        </Form>
      )}
    </DialogButton>
  );
}
