import { useQuery } from '@tanstack/react-query';
import { membersQuery, usersQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { PROJECT_ROLES, type ProjectRole } from '../../api/types/identity.ts';
import type { Member } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { Empty, ErrorNotice, Loaded } from '../../components/feedback.tsx';
import { CompactSelect, SelectField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ROLE_CHOICES } from '../../projects/role.ts';

interface MembersProps {
  readonly projectId: number;
  readonly mayChange: boolean;
}

interface RoleChange {
  readonly userId: number;
  readonly role: ProjectRole;
}

const ROLES = PROJECT_ROLES.map((role) => ({ value: role, text: role }));

function useSetRole(projectId: number) {
  return useChange({
    perform: ({ userId, role }: RoleChange) =>
      request(`/projects/${projectId}/members/${userId}`, { method: 'PUT', body: { role } }),
    outdates: [membersQuery(projectId).queryKey],
  });
}

export function Members({ projectId, mayChange }: MembersProps) {
  const members = useQuery(membersQuery(projectId));
  const setRole = useSetRole(projectId);
  return (
    <Panel
      title="Members"
      aside="Owners of the organization are admins of every project."
      actions={mayChange && <AddMember projectId={projectId} members={members.data ?? []} />}
      isFlush
    >
      <ErrorNotice error={setRole.error} />
      <Loaded from={members}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No members besides the owners" />
          ) : (
            <DataTable
              label="Members"
              rows={all}
              keyOf={({ userId }) => userId}
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
                  cell: ({ userId, name, role }) =>
                    mayChange ? (
                      <CompactSelect
                        label={`Role of ${name}`}
                        choices={ROLES}
                        value={role}
                        onChange={(event) => setRole.run({ userId, role: event.target.value as ProjectRole })}
                      />
                    ) : (
                      role
                    ),
                },
                {
                  title: 'Actions',
                  kind: 'actions',
                  cell: (member) => mayChange && <RemoveMember projectId={projectId} member={member} />,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function RemoveMember({ projectId, member }: { readonly projectId: number; readonly member: Member }) {
  const remove = useChange({
    perform: () => request(`/projects/${projectId}/members/${member.userId}`, { method: 'DELETE' }),
    outdates: [membersQuery(projectId).queryKey],
  });
  return (
    <ConfirmButton label="Remove" title={`Remove ${member.name}`} change={remove}>
      {member.email} no longer sees this project.
    </ConfirmButton>
  );
}

function AddMember({
  projectId,
  members,
}: {
  readonly projectId: number;
  readonly members: readonly Member[];
}) {
  const { data: users = [] } = useQuery(usersQuery);
  const add = useSetRole(projectId);
  const others = users.filter(({ id }) => members.every(({ userId }) => userId !== id));
  return (
    <DialogButton label="Add member" title="Add a member" icon="plus" onOpen={add.reset}>
      {(close) =>
        others.length === 0 ? (
          <p>Everybody of the organization is a member already.</p>
        ) : (
          <Form
            change={add}
            submit="Add"
            onDone={close}
            read={({ text }) => ({ userId: Number(text('user')), role: text('role') as ProjectRole })}
          >
            <SelectField
              label="User"
              name="user"
              choices={others.map(({ id, name, email }) => ({
                value: String(id),
                text: `${name} (${email})`,
              }))}
            />
            <SelectField label="Role" name="role" choices={ROLE_CHOICES} defaultValue="editor" />
          </Form>
        )
      }
    </DialogButton>
  );
}
