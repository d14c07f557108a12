import { expect, test } from 'vitest';
import { archiveOf, streamOf } from '../archives/tar.fixture.ts';
import { type Installation, install, newTeam } from '../http/installation.fixture.ts';
import { NO_QUOTA } from '../projects/project.ts';
import { startDueSchedules } from './start-due.ts';

const MINUTE = 60_000;

/** A test with a script, due every ten minutes. */
async function newSchedule(installation: Installation) {
  const { stores, services, clock } = installation;
  const team = await newTeam(installation);
  const load = await services.tests.create(team.project, 'nightly', streamOf(await archiveOf()));
  const schedule = await stores.schedules.create({
    projectId: team.project.id,
    testId: load.id,
    cron: '*/10 * * * *',
    timeZone: 'UTC',
    isEnabled: true,
    createdBy: team.editor.user.id,
    createdAtMs: 1,
    nextRunAtMs: clock.wallMs() + MINUTE,
  });
  const runs = () => stores.runs.ofProject(team.project.id, { limit: 10 });
  return { team, load, schedule, runs };
}

test('a schedule that is due queues one run, and is due again later', async () => {
  await using installation = await install();
  const { schedule, runs, team } = await newSchedule(installation);
  const { services, clock, stores } = installation;
  await startDueSchedules(services);
  expect(await runs()).toEqual([]);
  clock.advance(MINUTE);
  await startDueSchedules(services);
  await startDueSchedules(services);
  expect(await runs()).toMatchObject([{ state: 'queued', startedBy: team.editor.user.id }]);
  expect((await stores.schedules.byId(schedule.id))?.nextRunAtMs).toBeGreaterThan(clock.wallMs());
});

test('a run that was missed by far is not made up for', async () => {
  await using installation = await install();
  const { runs, schedule } = await newSchedule(installation);
  installation.clock.advance(60 * MINUTE);
  await startDueSchedules(installation.services);
  expect(await runs()).toEqual([]);
  expect(installation.logged).toContain(`warning a scheduled run was missed {"schedule":${schedule.id}}`);
});

test('a schedule whose user lost her rights starts nothing', async () => {
  await using installation = await install();
  const { runs, team } = await newSchedule(installation);
  await installation.stores.projects.removeMember(team.project.id, team.editor.user.id);
  installation.clock.advance(MINUTE);
  await startDueSchedules(installation.services);
  expect(await runs()).toEqual([]);
  expect(installation.logged.join()).toContain('may not run tests in this project any more');
});

test.each([
  [{ maxVUs: 1 }, 'the project may use 1 VUs, this needs 2'],
  [{ maxDurationS: 5 }, 'the project may use 5 seconds'],
  [{ maxConcurrentRuns: 0 }, 'the project may use 0 runs at once, this needs 1'],
])('a schedule starts nothing beyond the quota %j', async (limits, reason) => {
  await using installation = await install();
  const { runs, team } = await newSchedule(installation);
  await installation.stores.projects.setQuota(team.project.id, { ...NO_QUOTA, ...limits });
  installation.clock.advance(MINUTE);
  await startDueSchedules(installation.services);
  expect(await runs()).toEqual([]);
  expect(installation.logged.join()).toContain(reason);
});

test('a run that a schedule started is in the audit log', async () => {
  await using installation = await install();
  const { schedule, runs, team } = await newSchedule(installation);
  installation.clock.advance(MINUTE);
  await startDueSchedules(installation.services);
  const [run] = await runs();
  const { organizationId } = team.owner.user;
  expect(await installation.stores.audit.ofOrganization(organizationId, { limit: 5 })).toMatchObject([
    {
      action: 'run.start',
      target: `run:${run?.id}`,
      actor: 'editor@team.test',
      address: null,
      detail: { schedule: schedule.id },
    },
  ]);
});

test('a schedule that is switched off starts nothing', async () => {
  await using installation = await install();
  const { runs, schedule } = await newSchedule(installation);
  await installation.stores.schedules.update(schedule.id, { isEnabled: false });
  installation.clock.advance(MINUTE);
  await startDueSchedules(installation.services);
  expect(await runs()).toEqual([]);
});

test('one schedule that fails does not keep another from starting', async () => {
  await using installation = await install();
  const { runs, team, schedule } = await newSchedule(installation);
  const { stores, clock, services } = installation;
  const broken = await stores.tests.create(
    { projectId: team.project.id, name: 'no script', archiveSha256: null },
    1,
  );
  await stores.schedules.update(schedule.id, { nextRunAtMs: clock.wallMs() + 2 });
  const { id: _, ...rest } = schedule;
  await stores.schedules.create({ ...rest, testId: broken?.id ?? 0, nextRunAtMs: clock.wallMs() + 1 });
  clock.advance(10);
  await startDueSchedules(services);
  expect(await runs()).toHaveLength(1);
  expect(installation.logged.join()).toContain('the test has no script yet');
});
