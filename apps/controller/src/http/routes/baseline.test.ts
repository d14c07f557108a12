import { expect, test } from 'vitest';
import { addEndedRun, addRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Someone } from '../installation.fixture.ts';

const pin = (installation: Installation, someone: Someone, testId: number, runId: number | null) =>
  installation.call(someone, {
    method: 'PUT',
    url: `/api/v1/tests/${testId}/baseline`,
    payload: { runId },
  });

test('a baseline is pinned and unpinned, and both APIs tell of it', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id, testId } = await addEndedRun(installation, team);
  expect((await pin(installation, team.editor, testId, id)).statusCode).toBe(204);
  const own = { method: 'GET', url: `/api/v1/tests/${testId}` };
  expect((await installation.call(team.viewer, own)).json().baselineRunId).toBe(id);
  const list = { method: 'GET', url: `/cloud/v6/projects/${team.project.id}/load_tests` };
  expect((await installation.call(team.viewer, list)).json().value).toMatchObject([
    { id: testId, baseline_test_run_id: id },
  ]);
  await pin(installation, team.editor, testId, null);
  expect((await installation.call(team.viewer, own)).json().baselineRunId).toBeNull();
});

test('a run of another test, or one that has not ended, is no baseline', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { testId } = await addEndedRun(installation, team);
  const other = await addEndedRun(installation, team, { testName: 'search' });
  expect((await pin(installation, team.editor, testId, other.id)).statusCode).toBe(404);
  const open = await addRun(installation, team);
  expect((await pin(installation, team.editor, testId, open.id)).json().error).toMatchObject({
    code: 'conflict',
    message: `run ${open.id} has not ended yet`,
  });
});
