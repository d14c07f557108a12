import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { projectsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { Project } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { useUser } from '../../app/session.tsx';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DialogButton } from '../../components/dialog.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Moment } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';

export function ProjectsPage() {
  const projects = useQuery(projectsQuery);
  const isOwner = useUser().organizationRole === 'owner';
  return (
    <Page
      title="Projects"
      lead="Tests, runs and quotas belong to a project; people get a role in each."
      actions={isOwner && <NewProject />}
    >
      <Panel title="Your projects" isFlush>
        <Loaded from={projects}>{(all) => <ProjectTable projects={all} />}</Loaded>
      </Panel>
    </Page>
  );
}

function ProjectTable({ projects }: { readonly projects: readonly Project[] }) {
  if (projects.length === 0)
    return <Empty title="No projects">An owner of the organization can give you a role in one.</Empty>;
  return (
    <DataTable
      label="Projects"
      rows={projects}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Project',
          kind: 'main',
          cell: ({ id, name }) => <Link href={`/projects/${id}/tests`}>{name}</Link>,
        },
        { title: 'Default', cell: ({ isDefault }) => isDefault && <Badge tone="idle">yours</Badge> },
        { title: 'Id', kind: 'number', cell: ({ id }) => id },
        { title: 'Created', kind: 'wide', cell: ({ createdAtMs }) => <Moment atMs={createdAtMs} /> },
        {
          title: 'Actions',
          kind: 'actions',
          cell: ({ id }) => <Link href={`/projects/${id}/settings`}>Settings</Link>,
        },
      ]}
    />
  );
}

function NewProject() {
  const [, navigate] = useLocation();
  const create = useChange({
    perform: (body: { name: string }) => request<Project>('/projects', { method: 'POST', body }),
    outdates: [projectsQuery.queryKey],
    onDone: ({ id }) => navigate(`/projects/${id}/settings`),
  });
  return (
    <DialogButton label="New project" title="New project" icon="plus" look="primary">
      {() => (
        <Form change={create} submit="Create project" read={({ text }) => ({ name: text('name') })}>
          <TextField label="Name" name="name" maxLength={300} required />
        </Form>
      )}
    </DialogButton>
  );
}
