import { useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { type Invitation, ORGANIZATION_ROLES, type User } from '../../api/types/identity.ts';
import { useChange } from '../../api/use-change.ts';
import { useUser } from '../../app/session.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { ErrorNotice, Loaded, Notice } from '../../components/feedback.tsx';
import { CompactSelect, SelectField, TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Moment } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';

const ROLE_TEXT = { member: 'Member', owner: 'Owner' } as const;
const ROLES = ORGANIZATION_ROLES.map((value) => ({ value, text: ROLE_TEXT[value] }));

interface UserChange {
  readonly id: number;
  readonly organizationRole?: string;
  readonly isDisabled?: boolean;
}

export function UsersPage() {
  const users = useQuery(usersQuery);
  const me = useUser();
  const isOwner = me.organizationRole === 'owner';
  const change = useChange({
    perform: ({ id, ...body }: UserChange) => request(`/users/${id}`, { method: 'PATCH', body }),
    outdates: [usersQuery.queryKey],
  });
  return (
    <Page
      title="Users"
      lead="Owners look after the organization; members have a role in each project they belong to."
      actions={isOwner && <Invite />}
    >
      <div className="stack">
        <ErrorNotice error={change.error} />
        <Panel title="Users" aside={users.data?.length} isFlush>
          <Loaded from={users}>
            {(all) => (
              <DataTable
                label="Users"
                rows={all}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'User',
                    kind: 'main',
                    cell: ({ name, email }) => (
                      <>
                        {name}
                        <span className="table-sub">{email}</span>
                      </>
                    ),
                  },
                  {
                    title: 'Role',
                    cell: (user) =>
                      isOwner && user.id !== me.id ? (
                        <CompactSelect
                          label={`Role of ${user.name}`}
                          choices={ROLES}
                          value={user.organizationRole}
                          onChange={(event) =>
                            change.run({ id: user.id, organizationRole: event.target.value })
                          }
                        />
                      ) : (
                        ROLE_TEXT[user.organizationRole]
                      ),
                  },
                  {
                    title: 'Status',
                    cell: ({ disabledAtMs }) =>
                      disabledAtMs === null ? (
                        <Badge tone="good">Active</Badge>
                      ) : (
                        <Badge tone="idle">Disabled</Badge>
                      ),
                  },
                  { title: 'Since', kind: 'wide', cell: ({ createdAtMs }) => <Moment atMs={createdAtMs} /> },
                  {
                    title: 'Actions',
                    kind: 'actions',
                    cell: (user) => isOwner && user.id !== me.id && <Access user={user} change={change} />,
                  },
                ]}
              />
            )}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

interface AccessProps {
  readonly user: User;
  readonly change: ReturnType<typeof useChange<UserChange>>;
}

function Access({ user, change }: AccessProps) {
  if (user.disabledAtMs !== null)
    return (
      <Button look="quiet" onClick={() => change.run({ id: user.id, isDisabled: false })}>
        Enable
      </Button>
    );
  const disable = { ...change, run: () => change.run({ id: user.id, isDisabled: true }) };
  return (
    <ConfirmButton label="Disable" title={`Disable ${user.name}`} change={disable}>
      {user.email} is signed out everywhere and their tokens stop working, until the user is enabled again.
    </ConfirmButton>
  );
}

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly organizationRole: string;
}

function Invite() {
  const invite = useChange({
    perform: (body: NewUser) => request<Invitation>('/users', { method: 'POST', body }),
    outdates: [usersQuery.queryKey],
  });
  return (
    <DialogButton label="Invite user" title="Invite a user" icon="plus" look="primary" onOpen={invite.reset}>
      {() =>
        invite.result === undefined ? (
          <Form
            change={invite}
            submit="Create invitation"
            read={({ text }) => ({
              email: text('email'),
              name: text('name'),
              organizationRole: text('role'),
            })}
          >
            <TextField label="Name" name="name" required />
            <TextField label="E-mail address" name="email" type="email" required />
            <SelectField label="Role" name="role" choices={ROLES} />
          </Form>
        ) : (
          <>
            <Notice tone="good">
              Give this one-time token to {invite.result.user.name}. It is shown only now and good for the
              first sign-in, within a week.
            </Notice>
            <Copyable label="the token" text={invite.result.oneTimeToken} />
          </>
        )
      }
    </DialogButton>
  );
}
