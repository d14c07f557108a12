import { useQuery } from '@tanstack/react-query';
import { projectsQuery, tokensQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { NewToken, ProjectRole, Token } from '../../api/types/identity.ts';
import { useChange } from '../../api/use-change.ts';
import { Copyable } from '../../components/copyable.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { Empty, Loaded, Notice } from '../../components/feedback.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Moment } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import type { FormValues } from '../../components/read-form.ts';
import { ROLE_CHOICES } from '../../projects/role.ts';

const DAY_MS = 24 * 3_600_000;
const LIFETIMES = [
  { value: '30', text: '30 days' },
  { value: '90', text: '90 days' },
  { value: '365', text: 'One year' },
  { value: '', text: 'Never' },
];

export function TokensPage() {
  const tokens = useQuery(tokensQuery);
  return (
    <Page
      title="API tokens"
      lead="For the command line, for continuous integration and for programs of your own."
      actions={<CreateToken />}
    >
      <Panel title="Your tokens" isFlush>
        <Loaded from={tokens}>
          {(all) => <TokenTable tokens={all.filter(({ revokedAtMs }) => revokedAtMs === null)} />}
        </Loaded>
      </Panel>
    </Page>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly Token[] }) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const projectNames = new Map(projects.map(({ id, name }) => [id, name]));
  if (tokens.length === 0)
    return <Empty title="No tokens">A token acts for you, within the limits you give it.</Empty>;
  return (
    <DataTable
      label="API tokens"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Name',
          kind: 'main',
          cell: ({ name, hint }) => (
            <>
              {name}
              <code className="table-sub">{hint}</code>
            </>
          ),
        },
        { title: 'At most', cell: ({ maxRole }) => maxRole },
        {
          title: 'Project',
          kind: 'wide',
          cell: ({ projectId }) =>
            projectId === null ? 'all of yours' : (projectNames.get(projectId) ?? '–'),
        },
        { title: 'Last used', kind: 'wide', cell: ({ lastUsedAtMs }) => <Moment atMs={lastUsedAtMs} /> },
        {
          title: 'Expires',
          cell: ({ expiresAtMs }) => (expiresAtMs === null ? 'never' : <Moment atMs={expiresAtMs} />),
        },
        { title: 'Actions', kind: 'actions', cell: (token) => <RevokeToken token={token} /> },
      ]}
    />
  );
}

function RevokeToken({ token }: { readonly token: Token }) {
  const revoke = useChange({
    perform: () => request(`/tokens/${token.id}`, { method: 'DELETE' }),
    outdates: [tokensQuery.queryKey],
  });
  return (
    <ConfirmButton label="Revoke" title={`Revoke ${token.name}`} change={revoke}>
      Whatever uses this token is refused from now on. This cannot be undone.
    </ConfirmButton>
  );
}

function CreateToken() {
  const { data: projects = [] } = useQuery(projectsQuery);
  const create = useChange({
    perform: (body: NewToken) => request<{ secret: string }>('/tokens', { method: 'POST', body }),
    outdates: [tokensQuery.queryKey],
  });
  return (
    <DialogButton label="New token" title="New API token" icon="plus" look="primary" onOpen={create.reset}>
      {() =>
        create.result === undefined ? (
          <Form change={create} submit="Create token" read={readToken}>
            <TextField label="Name" name="name" placeholder="Nightly pipeline" required />
            <SelectField
              label="May at most act as"
              name="role"
              choices={ROLE_CHOICES}
              defaultValue="editor"
            />
            <SelectField
              label="Project"
              name="project"
              choices={[
                { value: '', text: 'All of your projects' },
                ...projects.map(({ id, name }) => ({ value: String(id), text: name })),
              ]}
            />
            <SelectField label="Expires after" name="days" choices={LIFETIMES} defaultValue="90" />
          </Form>
        ) : (
          <>
            <Notice tone="good">This token is shown only now: keep it where secrets are kept.</Notice>
            <Copyable label="the token" text={create.result.secret} />
          </>
        )
      }
    </DialogButton>
  );
}

function readToken({ text, number }: FormValues): NewToken {
  const days = number('days');
  const projectId = number('project');
  return {
    name: text('name'),
    maxRole: text('role') as ProjectRole,
    ...(projectId !== null && { projectId }),
    ...(days !== null && { expiresAtMs: Date.now() + days * DAY_MS }),
  };
}
