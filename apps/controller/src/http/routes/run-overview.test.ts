import { expect, test } from 'vitest';
import { encodePush, somePush } from '../../k6-push/encode-push.fixture.ts';
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

test('what k6 pushed is told from its beginning, and again with what came since', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const runId = await newRun(installation, team);
  const push = (timeS: number) =>
    installation.stores.frames.add({
      runId,
      key: `push ${timeS}`,
      format: 'k6-push-2',
      body: encodePush(somePush(timeS)),
      receivedAtMs: 1,
    });
  const read = async () => {
    const url = `/api/v1/runs/${runId}/overview`;
    return (await installation.call(team.viewer, { method: 'GET', url })).json();
  };
  expect((await read()).seconds).toEqual([]);
  await push(1_700_000_000);
  expect(await read()).toMatchObject({ stepS: 3, seconds: [0], requestsPerS: [4 / 3], vus: [null] });
  await push(1_700_000_003);
  const { seconds, requestsPerS, p95Ms } = await read();
  expect(seconds).toEqual([0, 3]);
  expect(requestsPerS).toEqual([4 / 3, 4 / 3]);
  expect(p95Ms[1]).toBeCloseTo(283.7, 0);
});
