import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { runsQuery, testsQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { Run } from '../../api/types/run.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { RunSelect } from '../../runs/run-select.tsx';

interface CompareDialogProps {
  readonly run: Run;
  readonly test: LoadTest;
  onClose(): void;
}

/** Asks which run to compare with; the baseline, unless one wants another. */
export function CompareDialog({ run, test, onClose }: CompareDialogProps) {
  const runs = useQuery(runsQuery(run.projectId));
  const { data: tests = [] } = useQuery(testsQuery(run.projectId));
  const [, navigate] = useLocation();
  return (
    <Dialog title={`Compare run ${run.id}`} onClose={onClose}>
      <Loaded from={runs}>
        {(all) => {
          const others = all.filter(({ id }) => id !== run.id);
          if (others.length === 0) return <Empty title="There is no other run yet" />;
          const sameTest = others.find(({ testId }) => testId === run.testId);
          const isBaselineOther = test.baselineRunId !== null && test.baselineRunId !== run.id;
          return (
            <form
              className="form"
              onSubmit={(event) => {
                event.preventDefault();
                navigate(`/compare/${new FormData(event.currentTarget).get('other')}/${run.id}`);
              }}
            >
              <RunSelect
                label="With"
                name="other"
                runs={others}
                tests={tests}
                defaultValue={(isBaselineOther ? test.baselineRunId : sameTest?.id) ?? others[0]?.id}
              />
              <div className="form-actions">
                <Button type="submit" look="primary">
                  Compare
                </Button>
              </div>
            </form>
          );
        }}
      </Loaded>
    </Dialog>
  );
}
