import { expect, test } from 'vitest';
import { addMeasuredRun } from '../../exports/run-to-export.fixture.ts';
import { addEndedRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Someone } from '../installation.fixture.ts';

async function insightsOf(installation: Installation, someone: Someone, runId: number) {
  const url = `/api/v1/runs/${runId}/insights`;
  const answer = await installation.call(someone, { method: 'GET', url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

test('there is nothing to say about a run in which all went well', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team);
  expect(await insightsOf(installation, team.viewer, run.id)).toEqual([]);
});

test('a run with failures says so in numbers, of all its agents together', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team, { failing: 3 });
  expect(await insightsOf(installation, team.viewer, run.id)).toMatchObject([
    {
      kind: 'high-failure-rate',
      level: 'problem',
      title: '10 % of requests failed',
      text: expect.stringContaining('6 of 60 HTTP requests failed'),
    },
    { kind: 'failed-checks', level: 'warning', text: expect.stringContaining('“is ok” (10 %)') },
  ]);
});

test('a run that measured nothing is told to have done nothing', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  expect(await insightsOf(installation, team.viewer, run.id)).toMatchObject([{ kind: 'no-iterations' }]);
});
