import { expect, test } from 'vitest';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

async function newRun({ stores }: Installation, { project, owner }: Team): Promise<number> {
  const load = await stores.tests.create({ projectId: project.id, name: 'a', archiveSha256: null }, 1);
  const run = await stores.runs.create({
    projectId: project.id,
    testId: load?.id ?? 0,
    place: 'output',
    startedBy: owner.user.id,
    archiveSha256: null,
    options: {},
    distribution: [],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 1,
    pushTokenHash: null,
    createdAtMs: 1,
  });
  return run.id;
}

test('a run tells which thresholds it crossed as soon as that is known', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/api/v1/runs/${await newRun(installation, team)}`;
  const read = async () => (await installation.call(team.viewer, { method: 'GET', url })).json();
  const { id, thresholds } = await read();
  expect(thresholds).toBeNull();

  const outcome = [{ metric: 'http_reqs', expression: 'count>5', isCrossed: true }];
  const end = { to: 'completed', result: 'failed', atMs: 2, thresholds: outcome } as const;
  await installation.stores.runs.enter(id, end);
  expect((await read()).thresholds).toEqual(outcome);
});
