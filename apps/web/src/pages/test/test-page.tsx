import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import {
  projectQuery,
  runsQuery,
  testArchiveQuery,
  testQuery,
  testsQuery,
  usersQuery,
} from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { LoadTest, ProjectDetails } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { Button, ButtonLink } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton } from '../../components/dialog.tsx';
import { Empty, ErrorNotice, Loaded } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { useNow } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { TabPanel, Tabs, useTab } from '../../components/tabs.tsx';
import { mayDo } from '../../projects/role.ts';
import { runColumns } from '../../runs/run-columns.tsx';
import { useStartRun } from '../../runs/use-start-run.ts';
import { VerdictStrip } from '../../runs/verdict-strip.tsx';
import { ArchiveView } from '../../script/archive-view.tsx';
import { Trend } from './trend.tsx';

export function TestPage({ testId }: { readonly testId: number }) {
  const test = useQuery(testQuery(testId));
  return <Loaded from={test}>{(found) => <TestView test={found} />}</Loaded>;
}

function TestView({ test }: { readonly test: LoadTest }) {
  const { data: project } = useQuery(projectQuery(test.projectId));
  const start = useStartRun();
  const mayEdit = mayDo(project?.role, 'editor');
  const tabs = [
    { id: 'runs', title: 'Runs' },
    { id: 'script', title: 'Script' },
    ...(mayEdit ? [{ id: 'settings', title: 'Settings' }] : []),
  ];
  const tab = useTab(tabs);
  return (
    <Page
      title={test.name}
      crumbs={[{ text: project?.name ?? 'Project', to: `/projects/${test.projectId}/tests` }]}
      actions={
        <>
          <ErrorNotice error={start.error} />
          {mayEdit && (
            <ButtonLink to={`/tests/${test.id}/edit`} icon="edit">
              Edit script
            </ButtonLink>
          )}
          {mayDo(project?.role, 'runner') && test.archiveSha256 !== null && (
            <Button look="primary" icon="play" disabled={start.isPending} onClick={() => start.run(test.id)}>
              Run
            </Button>
          )}
        </>
      }
    >
      <Tabs tabs={tabs} path={`/tests/${test.id}`} label="Parts of this test" />
      <TabPanel tab={tab}>
        {tab === 'runs' && <Runs test={test} />}
        {tab === 'script' && <Script test={test} />}
        {tab === 'settings' && project !== undefined && <Settings test={test} project={project} />}
      </TabPanel>
    </Page>
  );
}

function Runs({ test }: { readonly test: LoadTest }) {
  const runs = useQuery(runsQuery(test.projectId, test.id));
  const { data: users = [] } = useQuery(usersQuery);
  const nowMs = useNow(1000);
  return (
    <div className="stack">
      <Trend test={test} />
      <Panel title="Runs" aside={<VerdictStrip runs={runs.data ?? []} />} isFlush>
        <Loaded from={runs}>
          {(all) =>
            all.length === 0 ? (
              <Empty title="Never run">Start the test to see here how it does from run to run.</Empty>
            ) : (
              <DataTable
                label="Runs"
                rows={all}
                keyOf={({ id }) => id}
                columns={runColumns({ tests: [test], users, nowMs, isOneTest: true })}
              />
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

function Script({ test }: { readonly test: LoadTest }) {
  const archive = useQuery(testArchiveQuery(test.id, test.archiveSha256));
  if (test.archiveSha256 === null)
    return (
      <Panel title="Script">
        <Empty
          title="No script yet"
          action={<ButtonLink to={`/tests/${test.id}/edit`}>Write one</ButtonLink>}
        />
      </Panel>
    );
  return <ArchiveView archive={archive} />;
}

interface SettingsProps {
  readonly test: LoadTest;
  readonly project: ProjectDetails;
}

function Settings({ test, project }: SettingsProps) {
  const [, navigate] = useLocation();
  const rename = useChange({
    perform: (body: { name: string }) => request(`/tests/${test.id}`, { method: 'PATCH', body }),
    outdates: [testQuery(test.id).queryKey, testsQuery(project.id).queryKey],
  });
  const remove = useChange({
    perform: () => request(`/tests/${test.id}`, { method: 'DELETE' }),
    outdates: [['project', project.id]],
    onDone: () => navigate(`/projects/${project.id}/tests`),
  });
  return (
    <div className="stack">
      <Panel title="Name">
        <div className="narrow">
          <Form change={rename} submit="Rename" read={({ text }) => ({ name: text('name') })}>
            <TextField
              label="Name"
              name="name"
              defaultValue={test.name}
              maxLength={300}
              hint="Scripts that are sent under another name belong to another test."
              required
            />
          </Form>
        </div>
      </Panel>
      <Panel title="Remove this test">
        <ConfirmButton label="Remove test" title={`Remove ${test.name}`} look="danger" change={remove}>
          The test, its script, its schedules and all of its runs are deleted. This cannot be undone.
        </ConfirmButton>
      </Panel>
    </div>
  );
}
