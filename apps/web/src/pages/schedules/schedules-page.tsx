import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { projectQuery, schedulesQuery, testsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { LoadTest, Schedule } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton, DialogButton } from '../../components/dialog.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Moment } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { mayDo } from '../../projects/role.ts';

export function SchedulesPage({ projectId }: { readonly projectId: number }) {
  const { data: project } = useQuery(projectQuery(projectId));
  const { data: tests = [] } = useQuery(testsQuery(projectId));
  const schedules = useQuery(schedulesQuery(projectId));
  const mayChange = mayDo(project?.role, 'editor');
  return (
    <Page
      title="Schedules"
      lead={project?.name}
      actions={mayChange && tests.length > 0 && <NewSchedule projectId={projectId} tests={tests} />}
    >
      <Panel title="Schedules" isFlush>
        <Loaded from={schedules}>
          {(all) => <ScheduleTable schedules={all} tests={tests} mayChange={mayChange} />}
        </Loaded>
      </Panel>
    </Page>
  );
}

interface ScheduleTableProps {
  readonly schedules: readonly Schedule[];
  readonly tests: readonly LoadTest[];
  readonly mayChange: boolean;
}

function ScheduleTable({ schedules, tests, mayChange }: ScheduleTableProps) {
  const names = new Map(tests.map(({ id, name }) => [id, name]));
  if (schedules.length === 0)
    return (
      <Empty title="No schedules">
        A schedule starts a test by itself: every night, or every Monday at six.
      </Empty>
    );
  return (
    <DataTable
      label="Schedules"
      rows={schedules}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Test',
          kind: 'main',
          cell: ({ testId }) => (
            <Link href={`/tests/${testId}`}>{names.get(testId) ?? `Test ${testId}`}</Link>
          ),
        },
        {
          title: 'When',
          cell: ({ cron, timeZone }) => (
            <>
              <code className="nowrap">{cron}</code>
              <span className="table-sub">{timeZone}</span>
            </>
          ),
        },
        {
          title: 'Status',
          cell: ({ isEnabled }) => (
            <Badge tone={isEnabled ? 'good' : 'idle'}>{isEnabled ? 'On' : 'Off'}</Badge>
          ),
        },
        { title: 'Next run', cell: ({ nextRunAtMs }) => <Moment atMs={nextRunAtMs} /> },
        {
          title: 'Actions',
          kind: 'actions',
          cell: (schedule) => mayChange && <ScheduleActions schedule={schedule} />,
        },
      ]}
    />
  );
}

function ScheduleActions({ schedule }: { readonly schedule: Schedule }) {
  const { id, projectId, isEnabled } = schedule;
  const outdates = [schedulesQuery(projectId).queryKey];
  const toggle = useChange({
    perform: () => request(`/schedules/${id}`, { method: 'PATCH', body: { isEnabled: !isEnabled } }),
    outdates,
  });
  const remove = useChange({ perform: () => request(`/schedules/${id}`, { method: 'DELETE' }), outdates });
  return (
    <>
      <Button look="quiet" disabled={toggle.isPending} onClick={() => toggle.run()}>
        {isEnabled ? 'Turn off' : 'Turn on'}
      </Button>
      <ConfirmButton label="Remove" title="Remove the schedule" change={remove}>
        The test no longer runs by itself. Runs so far are kept.
      </ConfirmButton>
    </>
  );
}

interface ScheduleWish {
  readonly testId: number;
  readonly cron: string;
  readonly timeZone: string;
}

interface NewScheduleProps {
  readonly projectId: number;
  readonly tests: readonly LoadTest[];
}

function NewSchedule({ projectId, tests }: NewScheduleProps) {
  const create = useChange({
    perform: (body: ScheduleWish) => request(`/projects/${projectId}/schedules`, { method: 'POST', body }),
    outdates: [schedulesQuery(projectId).queryKey],
  });
  return (
    <DialogButton label="New schedule" title="New schedule" icon="plus" look="primary" onOpen={create.reset}>
      {(close) => (
        <Form
          change={create}
          submit="Create schedule"
          onDone={close}
          read={({ text }) => ({
            testId: Number(text('test')),
            cron: text('cron'),
            timeZone: text('timeZone'),
          })}
        >
          <SelectField
            label="Test"
            name="test"
            choices={tests.map(({ id, name }) => ({ value: String(id), text: name }))}
          />
          <TextField
            label="When"
            name="cron"
            placeholder="0 3 * * 1-5"
            hint="Minute, hour, day of the month, month, day of the week. 0 3 * * 1-5 is three o'clock on weekdays."
            spellCheck={false}
            required
          />
          <TextField
            label="Time zone"
            name="timeZone"
            defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
            list="time-zones"
            required
          />
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Form>
      )}
    </DialogButton>
  );
}
