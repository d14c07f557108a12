import { expect, test } from 'vitest';
import { type Installation, install, newTeam, type Team } from '../http/installation.fixture.ts';
import { addEndedRun, addRun } from '../runs/stored-run.fixture.ts';
import { removeExpiredRuns } from './remove-expired.ts';

const DAY_MS = 24 * 3_600_000;

const keepFor = (installation: Installation, { project, admin }: Team, retentionDays: number | null) =>
  installation.call(admin, {
    method: 'PATCH',
    url: `/api/v1/projects/${project.id}`,
    payload: { retentionDays },
  });

async function idsOf({ stores }: Installation, { project }: Team): Promise<readonly number[]> {
  return (await stores.runs.ofProject(project.id, { limit: 100 })).map(({ id }) => id);
}

test('a project keeps results for ever unless it says otherwise', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/api/v1/projects/${team.project.id}`;
  const days = async () => (await installation.call(team.viewer, { method: 'GET', url })).json();
  expect(await days()).toMatchObject({ name: 'team', retentionDays: null });
  expect((await keepFor(installation, team, 30)).statusCode).toBe(204);
  expect(await days()).toMatchObject({ name: 'team', retentionDays: 30 });
  await keepFor(installation, team, null);
  expect(await days()).toMatchObject({ retentionDays: null });
  expect((await keepFor(installation, team, 0)).statusCode).toBe(400);
});

test('runs that ended longer ago than the project keeps them are removed, also many', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  for (let i = 0; i < 30; i++) await addEndedRun(installation, team);
  installation.clock.advance(2 * DAY_MS);
  const young = await addEndedRun(installation, team);
  await keepFor(installation, team, 1);
  await removeExpiredRuns(installation);
  await removeExpiredRuns(installation);
  expect(await idsOf(installation, team)).toEqual([young.id]);
  const audit = await installation.call(team.owner, { method: 'GET', url: '/api/v1/audit?limit=1' });
  expect(audit.json()).toMatchObject([
    { action: 'run.remove', actor: 'retention', address: null, detail: { retentionDays: 1 } },
  ]);
});

test('a project without a limit keeps everything, whatever others do', async () => {
  await using installation = await install();
  const [team, other] = [await newTeam(installation, 'a'), await newTeam(installation, 'b')];
  const kept = await addEndedRun(installation, team);
  await addEndedRun(installation, other);
  await keepFor(installation, other, 1);
  installation.clock.advance(2 * DAY_MS);
  await removeExpiredRuns(installation);
  expect(await idsOf(installation, team)).toEqual([kept.id]);
  expect(await idsOf(installation, other)).toEqual([]);
});

test('baselines, runs that are shared and runs that have not ended stay', async () => {
  await using installation = await install();
  const { stores } = installation;
  const team = await newTeam(installation);
  const baseline = await addEndedRun(installation, team);
  await stores.tests.update(baseline.testId, { baselineRunId: baseline.id }, 1);
  const shared = await addEndedRun(installation, team);
  const open = await addRun(installation, team);
  const link = { runId: shared.id, hash: 'x', createdBy: null, createdAtMs: 1 };
  await stores.shareLinks.put({ ...link, expiresAtMs: installation.clock.wallMs() + 3 * DAY_MS });
  await keepFor(installation, team, 1);
  installation.clock.advance(2 * DAY_MS);
  await removeExpiredRuns(installation);
  expect(await idsOf(installation, team)).toEqual([open.id, shared.id, baseline.id]);
  installation.clock.advance(2 * DAY_MS);
  await removeExpiredRuns(installation);
  expect(await idsOf(installation, team)).toEqual([open.id, baseline.id]);
});
