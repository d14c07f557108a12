import { expect, test } from 'vitest';
import { addMeasuredRun } from '../../exports/run-to-export.fixture.ts';
import { addEndedRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Someone } from '../installation.fixture.ts';

async function trendOf(installation: Installation, someone: Someone, testId: number, limit = 10) {
  const url = `/api/v1/tests/${testId}/trend?limit=${limit}`;
  const answer = await installation.call(someone, { method: 'GET', url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

test('the trend of a test has its runs, the newest last, with their main numbers', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const fine = await addMeasuredRun(installation, team);
  const failed = await addMeasuredRun(installation, team, { failing: 3, seconds: 4, result: 'failed' });
  const empty = await addEndedRun(installation, team, { result: 'error' });
  await addMeasuredRun(installation, team, { testName: 'another test' });
  const trend = await trendOf(installation, team.viewer, fine.testId);
  expect(trend).toMatchObject([
    {
      runId: fine.id,
      result: 'passed',
      requestsPerS: 10,
      failedShare: 0,
      checksShare: 1,
      durationS: 6,
      p50Ms: 40,
    },
    {
      runId: failed.id,
      result: 'failed',
      requestsPerS: 10,
      failedShare: 0.1,
      checksShare: 0.9,
      durationS: 4,
    },
    { runId: empty.id, result: 'error', requestsPerS: null, p95Ms: null, maxVUs: null, durationS: null },
  ]);
  expect(trend[0].p95Ms).toBeGreaterThan(50);
});

test('a trend shows the newest runs when there are more than asked for, and the same again later', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await addMeasuredRun(installation, team, { seconds: i + 1 }));
  installation.clock.advance(1_000_000);
  const testId = runs[0]?.testId ?? 0;
  const first = await trendOf(installation, team.viewer, testId, 2);
  expect(first.map(({ durationS }: { durationS: number }) => durationS)).toEqual([2, 3]);
  expect(await trendOf(installation, team.viewer, testId, 2)).toEqual(first);
});
