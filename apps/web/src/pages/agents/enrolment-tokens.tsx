import { useQuery } from '@tanstack/react-query';
import { enrolmentTokensQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { EnrolmentToken, LoadZone } from '../../api/types/agents.ts';
import { useChange } from '../../api/use-change.ts';
import { Copyable } from '../../components/copyable.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { Empty, Loaded, Notice } from '../../components/feedback.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { agentCommand } from './agent-command.ts';

export function EnrolmentTokens({ zones }: { readonly zones: readonly LoadZone[] }) {
  const tokens = useQuery(enrolmentTokensQuery);
  const codes = new Map(zones.map(({ id, code }) => [id, code]));
  return (
    <Panel
      title="Enrolment tokens"
      aside="With one of these an agent joins a load zone."
      actions={<NewEnrolmentToken zones={zones} />}
      isFlush
    >
      <Loaded from={tokens}>
        {(all) => {
          const usable = all.filter(({ revokedAtMs }) => revokedAtMs === null);
          if (usable.length === 0)
            return <Empty title="No enrolment tokens">Create one for each group of machines.</Empty>;
          return (
            <DataTable
              label="Enrolment tokens"
              rows={usable}
              keyOf={({ id }) => id}
              columns={[
                { title: 'Name', kind: 'main', cell: ({ name }) => name },
                { title: 'Begins with', kind: 'wide', cell: ({ hint }) => <code>{hint}</code> },
                { title: 'Load zone', cell: ({ loadZoneId }) => <code>{codes.get(loadZoneId) ?? '–'}</code> },
                { title: 'Uses left', kind: 'number', cell: ({ usesLeft }) => usesLeft ?? 'any' },
                { title: 'Expires', kind: 'wide', cell: ({ expiresAtMs }) => <Moment atMs={expiresAtMs} /> },
                { title: 'Actions', kind: 'actions', cell: (token) => <Revoke token={token} /> },
              ]}
            />
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Revoke({ token }: { readonly token: EnrolmentToken }) {
  const revoke = useChange({
    perform: () => request(`/enrolment-tokens/${token.id}`, { method: 'DELETE' }),
    outdates: [enrolmentTokensQuery.queryKey],
  });
  return (
    <ConfirmButton label="Revoke" title={`Revoke ${token.name}`} change={revoke}>
      No further agents can join with this token. Agents that joined already stay.
    </ConfirmButton>
  );
}

interface NewEnrolment {
  readonly name: string;
  readonly loadZoneId: number;
  readonly uses?: number;
}

function NewEnrolmentToken({ zones }: { readonly zones: readonly LoadZone[] }) {
  const create = useChange({
    perform: (body: NewEnrolment) =>
      request<{ secret: string }>('/enrolment-tokens', { method: 'POST', body }),
    outdates: [enrolmentTokensQuery.queryKey],
  });
  return (
    <DialogButton label="New token" title="New enrolment token" icon="plus" onOpen={create.reset}>
      {() =>
        create.result === undefined ? (
          <Form
            change={create}
            submit="Create token"
            read={({ text, number }) => {
              const uses = number('uses');
              return { name: text('name'), loadZoneId: Number(text('zone')), ...(uses !== null && { uses }) };
            }}
          >
            <TextField label="Name" name="name" placeholder="Machines in rack 1" required />
            <SelectField
              label="Load zone"
              name="zone"
              choices={zones.map(({ id, code, name }) => ({ value: String(id), text: `${code} (${name})` }))}
            />
            <TextField
              label="Number of agents"
              name="uses"
              type="number"
              min={1}
              hint="Any number when left empty."
            />
          </Form>
        ) : (
          <>
            <Notice tone="good">This token is shown only now.</Notice>
            <Copyable label="the command" text={agentCommand(create.result.secret)} />
          </>
        )
      }
    </DialogButton>
  );
}
