import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { projectQuery, runsQuery, testsQuery } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { RunSelect } from '../../runs/run-select.tsx';

/** Asks for two runs of a project, the last two of one test unless one wants others. */
export function ChooseRunsPage({ projectId }: { readonly projectId: number }) {
  const { data: project } = useQuery(projectQuery(projectId));
  const { data: tests = [] } = useQuery(testsQuery(projectId));
  const runs = useQuery(runsQuery(projectId));
  const [, navigate] = useLocation();
  return (
    <Page title="Compare" lead={project?.name}>
      <Panel title="Which runs">
        <Loaded from={runs}>
          {(all) => {
            const [last] = all;
            if (last === undefined || all.length < 2)
              return <Empty title="Not yet">There have to be two runs to compare.</Empty>;
            const before = all.find(({ id, testId }) => id !== last.id && testId === last.testId) ?? all[1];
            return (
              <form
                className="form narrow"
                onSubmit={(event) => {
                  event.preventDefault();
                  const data = new FormData(event.currentTarget);
                  navigate(`/compare/${data.get('first')}/${data.get('second')}`);
                }}
              >
                <RunSelect label="First" name="first" runs={all} tests={tests} defaultValue={before?.id} />
                <RunSelect label="Second" name="second" runs={all} tests={tests} defaultValue={last.id} />
                <div className="form-actions">
                  <Button type="submit" look="primary" icon="compare">
                    Compare
                  </Button>
                </div>
              </form>
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}
