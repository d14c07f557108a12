import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { runQuery, runsQuery, testQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { ProjectRole } from '../../api/types/identity.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { Run } from '../../api/types/run.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/feedback.tsx';
import { SelectField } from '../../components/field.tsx';
import { formatMoment } from '../../format/time.ts';
import { mayDo } from '../../projects/role.ts';
import { isOver, statusOf } from '../../runs/run-status.ts';
import { useStartRun } from '../../runs/use-start-run.ts';

interface RunActionsProps {
  readonly run: Run;
  readonly test: LoadTest;
  readonly role: ProjectRole | undefined;
}

export function RunActions({ run, test, role }: RunActionsProps) {
  const start = useStartRun();
  const baseline = useChange({
    perform: (baselineRunId: number | null) =>
      request(`/tests/${test.id}`, { method: 'PATCH', body: { baselineRunId } }),
    outdates: [testQuery(test.id).queryKey, ['project']],
  });
  const isBaseline = test.baselineRunId === run.id;
  return (
    <>
      <ErrorNotice error={start.error ?? baseline.error} />
      <CompareButton run={run} test={test} />
      {mayDo(role, 'editor') && isOver(run) && (
        <Button
          icon="pin"
          aria-pressed={isBaseline}
          disabled={baseline.isPending}
          onClick={() => baseline.run(isBaseline ? null : run.id)}
        >
          {isBaseline ? 'Baseline' : 'Make baseline'}
        </Button>
      )}
      {mayDo(role, 'runner') && !isOver(run) && <StopButton run={run} />}
      {mayDo(role, 'runner') && isOver(run) && test.archiveSha256 !== null && (
        <Button look="primary" icon="play" disabled={start.isPending} onClick={() => start.run(test.id)}>
          Run again
        </Button>
      )}
    </>
  );
}

function StopButton({ run }: { readonly run: Run }) {
  const stop = useChange({
    perform: () => request(`/runs/${run.id}/stop`, { method: 'POST' }),
    outdates: [runQuery(run.id).queryKey, ['project', run.projectId]],
  });
  return (
    <ConfirmButton label="Stop run" title={`Stop run ${run.id}`} icon="stop" look="danger" change={stop}>
      The load ends at once, and the run counts as aborted. What was measured so far is kept.
    </ConfirmButton>
  );
}

function CompareButton({ run, test }: { readonly run: Run; readonly test: LoadTest }) {
  const { data: runs = [] } = useQuery(runsQuery(run.projectId, test.id));
  const [, navigate] = useLocation();
  const others = runs.filter(({ id }) => id !== run.id);
  if (others.length === 0) return null;
  return (
    <DialogButton label="Compare" title={`Compare run ${run.id}`} icon="compare">
      {() => (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            navigate(`/compare/${new FormData(event.currentTarget).get('other')}/${run.id}`);
          }}
        >
          <SelectField
            label="With"
            name="other"
            defaultValue={test.baselineRunId ?? undefined}
            choices={others.map((other) => ({
              value: String(other.id),
              text: describe(other, test),
            }))}
          />
          <div className="form-actions">
            <Button type="submit" look="primary">
              Compare
            </Button>
          </div>
        </form>
      )}
    </DialogButton>
  );
}

function describe(run: Run, { baselineRunId }: LoadTest): string {
  const mark = run.id === baselineRunId ? ' (baseline)' : '';
  return `#${run.id}, ${statusOf(run).text.toLowerCase()}, ${formatMoment(run.createdAtMs)}${mark}`;
}
