import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { projectQuery, projectsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { ProjectDetails } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { useUser } from '../../app/session.tsx';
import { ConfirmButton } from '../../components/dialog.tsx';
import { Loaded } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { mayDo } from '../../projects/role.ts';
import { DeniedTargetsPanel } from './denied-targets-panel.tsx';
import { Members } from './members.tsx';
import { Notifications } from './notifications.tsx';
import { QuotaPanel } from './quota-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';

export function ProjectSettingsPage({ projectId }: { readonly projectId: number }) {
  const project = useQuery(projectQuery(projectId));
  return (
    <Page title="Project settings" lead={project.data?.name}>
      <Loaded from={project}>{(details) => <Settings key={details.id} project={details} />}</Loaded>
    </Page>
  );
}

function Settings({ project }: { readonly project: ProjectDetails }) {
  const isOwner = useUser().organizationRole === 'owner';
  return (
    <div className="stack">
      {mayDo(project.role, 'admin') && <Naming project={project} />}
      <Members projectId={project.id} mayChange={mayDo(project.role, 'admin')} />
      <QuotaPanel projectId={project.id} mayChange={isOwner} />
      <RetentionPanel project={project} />
      {mayDo(project.role, 'admin') && <Notifications projectId={project.id} />}
      <DeniedTargetsPanel projectId={project.id} mayChange={mayDo(project.role, 'admin')} />
      {isOwner && <Removal project={project} />}
    </div>
  );
}

function Naming({ project }: { readonly project: ProjectDetails }) {
  const rename = useChange({
    perform: (body: { name: string }) => request(`/projects/${project.id}`, { method: 'PATCH', body }),
    outdates: [['project', project.id], projectsQuery.queryKey],
  });
  return (
    <Panel title="Name" aside={`Project id ${project.id}`}>
      <div className="narrow">
        <Form change={rename} submit="Rename" read={({ text }) => ({ name: text('name') })}>
          <TextField label="Name" name="name" defaultValue={project.name} maxLength={300} required />
        </Form>
      </div>
    </Panel>
  );
}

function Removal({ project }: { readonly project: ProjectDetails }) {
  const [, navigate] = useLocation();
  const remove = useChange({
    perform: () => request(`/projects/${project.id}`, { method: 'DELETE' }),
    outdates: [projectsQuery.queryKey],
    onDone: () => navigate('/projects'),
  });
  return (
    <Panel title="Remove this project">
      <div className="stack">
        <p className="muted">All of its tests, runs and schedules go with it.</p>
        <div>
          <ConfirmButton
            label="Remove project"
            title={`Remove ${project.name}`}
            look="danger"
            change={remove}
          >
            All tests, runs, results and schedules of <strong>{project.name}</strong> are deleted. This cannot
            be undone.
          </ConfirmButton>
        </div>
      </div>
    </Panel>
  );
}
