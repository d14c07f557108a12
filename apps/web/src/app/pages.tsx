import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { Loading } from '../components/feedback.tsx';
import { AccountPage } from '../pages/account/account-page.tsx';
import { TokensPage } from '../pages/account/tokens-page.tsx';
import { UseWithK6Page } from '../pages/account/use-with-k6-page.tsx';
import { AgentsPage } from '../pages/agents/agents-page.tsx';
import { ChooseRunsPage } from '../pages/compare/choose-runs-page.tsx';
import { NotFoundPage } from '../pages/not-found-page.tsx';
import { AuditPage } from '../pages/organization/audit-page.tsx';
import { UsersPage } from '../pages/organization/users-page.tsx';
import { ProjectSettingsPage } from '../pages/project/project-settings-page.tsx';
import { ProjectsPage } from '../pages/project/projects-page.tsx';
import { RunsPage } from '../pages/runs/runs-page.tsx';
import { SchedulesPage } from '../pages/schedules/schedules-page.tsx';
import { TestsPage } from '../pages/tests/tests-page.tsx';
import { useUser } from './session.tsx';

// What draws charts or edits scripts is large, and not needed for the lists.
const RunPage = lazy(async () => ({ default: (await import('../pages/run/run-page.tsx')).RunPage }));
const TestPage = lazy(async () => ({ default: (await import('../pages/test/test-page.tsx')).TestPage }));
const ComparePage = lazy(async () => ({
  default: (await import('../pages/compare/compare-page.tsx')).ComparePage,
}));
const EditorPage = lazy(async () => ({
  default: (await import('../pages/editor/editor-page.tsx')).EditorPage,
}));

/** Every address there is. */
export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/">
          <Home />
        </Route>
        <Route path="/projects">
          <ProjectsPage />
        </Route>
        <Route path="/projects/:id/tests">{({ id }) => <TestsPage projectId={Number(id)} />}</Route>
        <Route path="/projects/:id/tests/new">{({ id }) => <EditorPage projectId={Number(id)} />}</Route>
        <Route path="/projects/:id/runs">{({ id }) => <RunsPage projectId={Number(id)} />}</Route>
        <Route path="/projects/:id/schedules">{({ id }) => <SchedulesPage projectId={Number(id)} />}</Route>
        <Route path="/projects/:id/compare">{({ id }) => <ChooseRunsPage projectId={Number(id)} />}</Route>
        <Route path="/projects/:id/settings">
          {({ id }) => <ProjectSettingsPage projectId={Number(id)} />}
        </Route>
        <Route path="/projects/:id">{({ id }) => <Redirect to={`/projects/${id}/tests`} replace />}</Route>
        <Route path="/tests/:id">{({ id }) => <TestPage testId={Number(id)} />}</Route>
        <Route path="/tests/:id/edit">{({ id }) => <EditorPage testId={Number(id)} />}</Route>
        <Route path="/runs/:id">{({ id }) => <RunPage key={id} runId={Number(id)} />}</Route>
        <Route path="/compare/:a/:b">{({ a, b }) => <ComparePage runIds={[Number(a), Number(b)]} />}</Route>
        <Route path="/agents">
          <AgentsPage />
        </Route>
        <Route path="/users">
          <UsersPage />
        </Route>
        <Route path="/audit">
          <AuditPage />
        </Route>
        <Route path="/tokens">
          <TokensPage />
        </Route>
        <Route path="/use-with-k6">
          <UseWithK6Page />
        </Route>
        <Route path="/account">
          <AccountPage />
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </Suspense>
  );
}

function Home() {
  const { defaultProjectId } = useUser();
  return (
    <Redirect to={defaultProjectId === null ? '/projects' : `/projects/${defaultProjectId}/tests`} replace />
  );
}
