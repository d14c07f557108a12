import { expect, test } from 'vitest';
import { archiveOf } from '../../archives/tar.fixture.ts';
import { NO_QUOTA } from '../../projects/project.ts';
import { type Installation, install, newTeam, type Someone, type Team } from '../installation.fixture.ts';

const TAR = { 'content-type': 'application/x-tar' };

async function newTest(installation: Installation, team: Team, name = 'checkout'): Promise<number> {
  const url = `/api/v1/projects/${team.project.id}/tests`;
  return (await installation.call(team.editor, { method: 'POST', url, payload: { name } })).json().id;
}

const upload = (installation: Installation, someone: Someone, testId: number, payload: Buffer) =>
  installation.call(someone, {
    method: 'PUT',
    url: `/api/v1/tests/${testId}/archive`,
    payload,
    headers: TAR,
  });

const start = (installation: Installation, someone: Someone, testId: number) =>
  installation.call(someone, { method: 'POST', url: `/api/v1/tests/${testId}/runs` });

test('a test is created, given a script and run', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  expect((await upload(installation, team.editor, testId, await archiveOf())).statusCode).toBe(204);
  const run = (await start(installation, team.runner, testId)).json();
  expect(run).toMatchObject({
    testId,
    place: 'cloud',
    state: 'queued',
    result: null,
    maxVUs: 2,
    estimatedDurationS: 40,
    startedBy: team.runner.user.id,
    distribution: [{ label: 'amazon:us:ashburn', loadZone: 'amazon:us:ashburn', percent: 100 }],
  });
  const details = await installation.call(team.viewer, { method: 'GET', url: `/api/v1/runs/${run.id}` });
  expect(details.json()).toMatchObject({
    history: [{ state: 'created' }, { state: 'queued' }],
    options: { vus: 2, duration: '10s' },
  });
  const list = await installation.call(team.viewer, {
    method: 'GET',
    url: `/api/v1/projects/${team.project.id}/runs?testId=${testId}`,
  });
  expect(list.json()).toMatchObject([{ id: run.id }]);
});

test('what was uploaded can be downloaded, without the token in it', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  await upload(installation, team.editor, testId, await archiveOf({ cloud: { token: 'tok_secret' } }));
  const url = `/api/v1/tests/${testId}/archive`;
  const { rawPayload } = await installation.call(team.viewer, { method: 'GET', url });
  expect(rawPayload.includes('http.get(')).toBe(true);
  expect(rawPayload.includes('tok_secret')).toBe(false);
});

test('a run is stopped once', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  await upload(installation, team.editor, testId, await archiveOf());
  const { id } = (await start(installation, team.runner, testId)).json();
  const stop = () => installation.call(team.runner, { method: 'POST', url: `/api/v1/runs/${id}/stop` });
  expect((await stop()).json()).toMatchObject({
    state: 'aborted',
    result: 'error',
    resultMessage: 'stopped by runner@team.test',
  });
  const again = await stop();
  expect(again.statusCode).toBe(409);
  expect(again.json().error.code).toBe('already-ended');
});

test('a test without a script does not run', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  const answer = await start(installation, team.runner, testId);
  expect(answer.json().error).toEqual({
    code: 'conflict',
    message: 'the test has no script yet: upload one first',
  });
});

test.each([
  ['an unknown zone', { a: { loadZone: 'moon', percent: 100 } }, 'options.cloud.distribution.a.loadZone'],
  ['a sum of 30', { a: { loadZone: 'amazon:us:ashburn', percent: 30 } }, 'options.cloud.distribution'],
  ['no percent', { a: { loadZone: 'amazon:us:ashburn' } }, 'options.cloud.distribution.a.percent'],
  ['no zone', { a: { percent: 100 } }, 'options.cloud.distribution.a.loadZone'],
])('a distribution with %s is refused at the upload', async (_title, distribution, target) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  const answer = await upload(
    installation,
    team.editor,
    testId,
    await archiveOf({ cloud: { distribution } }),
  );
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code: 'invalid-options', target });
});

test('a distribution of an old script counts', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  const distribution = {
    one: { loadZone: 'amazon:us:palo alto', percent: 60 },
    two: { loadZone: 'amazon:ie:dublin', percent: 40 },
  };
  await upload(installation, team.editor, testId, await archiveOf({ ext: { loadimpact: { distribution } } }));
  expect((await start(installation, team.runner, testId)).json().distribution).toEqual([
    { label: 'one', loadZone: 'amazon:us:palo alto', percent: 60 },
    { label: 'two', loadZone: 'amazon:ie:dublin', percent: 40 },
  ]);
});

test.each([
  [{ ...NO_QUOTA, maxVUs: 1 }, 'maxVUs', 'the project may use 1 VUs, this needs 2'],
  [{ ...NO_QUOTA, maxDurationS: 39 }, 'maxDurationS', 'the project may use 39 seconds, this needs 40'],
  [{ ...NO_QUOTA, maxLoadZones: 0 }, 'maxLoadZones', 'the project may use 0 load zones, this needs 1'],
])('what exceeds the quota %j does not start', async (quota, target, message) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  await upload(installation, team.editor, testId, await archiveOf());
  const url = `/api/v1/projects/${team.project.id}/quota`;
  expect((await installation.call(team.owner, { method: 'PUT', url, payload: quota })).statusCode).toBe(204);
  const answer = await start(installation, team.runner, testId);
  expect(answer.statusCode).toBe(422);
  expect(answer.json().error).toEqual({ code: 'quota-exceeded', message, target });
});

test('no more runs are open at once than the quota says', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  await upload(installation, team.editor, testId, await archiveOf());
  await installation.stores.projects.setQuota(team.project.id, { ...NO_QUOTA, maxConcurrentRuns: 1 });
  const first = await start(installation, team.runner, testId);
  expect((await start(installation, team.runner, testId)).statusCode).toBe(422);
  await installation.call(team.runner, { method: 'POST', url: `/api/v1/runs/${first.json().id}/stop` });
  expect((await start(installation, team.runner, testId)).statusCode).toBe(201);
});

test('a corrupt archive is refused and the script before it stays', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const testId = await newTest(installation, team);
  await upload(installation, team.editor, testId, await archiveOf());
  const before = (await installation.stores.tests.byId(testId))?.archiveSha256;
  const answer = await upload(installation, team.editor, testId, Buffer.from('garbage '.repeat(200)));
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.code).toBe('invalid-archive');
  expect((await installation.stores.tests.byId(testId))?.archiveSha256).toBe(before);
});

test('an archive that is not sent as one is refused', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/api/v1/tests/${await newTest(installation, team)}/archive`;
  const answer = await installation.call(team.editor, { method: 'PUT', url, payload: { a: 1 } });
  expect(answer.statusCode).toBe(415);
});

test('two tests of a project do not share a name', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  await newTest(installation, team, 'one');
  const second = await newTest(installation, team, 'two');
  const rename = (name: string) =>
    installation.call(team.editor, { method: 'PATCH', url: `/api/v1/tests/${second}`, payload: { name } });
  expect((await rename('one')).json().error).toMatchObject({ code: 'conflict', target: 'name' });
  expect((await rename('two')).statusCode).toBe(204);
});
