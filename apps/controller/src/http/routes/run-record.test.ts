import { expect, test } from 'vitest';
import { addEndedRun, addRun, endRun } from '../../runs/stored-run.fixture.ts';
import { install, newTeam } from '../installation.fixture.ts';

test('a note can be changed by whoever may run, also when the run has ended', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const url = `/api/v1/runs/${run.id}`;
  const answer = await installation.call(team.runner, {
    method: 'PATCH',
    url,
    payload: { note: 'new cache' },
  });
  expect(answer.statusCode).toBe(204);
  const view = await installation.call(team.viewer, { method: 'GET', url });
  expect(view.json().note).toBe('new cache');
});

test('a run that has not ended is not removed', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addRun(installation, team);
  const remove = { method: 'DELETE', url: `/api/v1/runs/${run.id}` };
  const refused = await installation.call(team.editor, remove);
  expect(refused.statusCode).toBe(409);
  expect(refused.json().error.message).toBe('the run has not ended: stop it first');
  await endRun(installation, run);
  expect((await installation.call(team.editor, remove)).statusCode).toBe(204);
  expect((await installation.call(team.editor, remove)).statusCode).toBe(404);
});

test('what a removed run measured goes with it, and a test whose baseline it was has none', async () => {
  await using installation = await install();
  const { stores } = installation;
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const line = { runId: run.id, timeNs: '1', level: 'info', labels: {}, line: 'hello' };
  await stores.logs.add([line]);
  await stores.tests.update(run.testId, { baselineRunId: run.id }, 1);
  await installation.call(team.editor, { method: 'DELETE', url: `/api/v1/runs/${run.id}` });
  expect(await stores.logs.ofRun(run.id, 0, 10)).toEqual([]);
  expect(await stores.runs.history(run.id)).toEqual([]);
  expect((await stores.tests.byId(run.testId))?.baselineRunId).toBeNull();
});
