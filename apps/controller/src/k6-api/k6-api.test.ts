import { expect, test } from 'vitest';
import { archiveOf, streamOf } from '../archives/tar.fixture.ts';
import {
  type Installation,
  install,
  newTeam,
  type Someone,
  type Team,
} from '../http/installation.fixture.ts';
import { encodePush, somePush } from '../k6-push/encode-push.fixture.ts';

const PUSH = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };

function api(installation: Installation, someone: Someone) {
  return (method: string, url: string, payload?: object | Buffer, headers: object = {}) =>
    installation.call(someone, {
      method,
      url,
      headers: { ...headers },
      ...(payload !== undefined && { payload }),
    });
}

async function newTest(installation: Installation, team: Team, options: Record<string, unknown> = {}) {
  const { stores, services } = installation;
  const test = await services.tests.create(team.project, 'checkout');
  const tar = { 'content-type': 'application/octet-stream' };
  const url = `/cloud/v6/load_tests/${test.id}/script`;
  await api(installation, team.editor)(
    'PUT',
    url,
    await archiveOf({ vus: 2, duration: '10s', ...options }),
    tar,
  );
  return (await stores.tests.byId(test.id)) ?? test;
}

async function startLocally(installation: Installation, team: Team, options: Record<string, unknown> = {}) {
  const call = api(installation, team.runner);
  const test = await newTest(installation, team);
  const answer = await call('POST', `/provisioning/v1/load_tests/${test.id}/start_local_execution`, {
    options: { vus: 1, duration: '4s', ...options },
    max_vus: 1,
    total_duration: 4,
    archive_size: 7680,
  });
  const started = answer.json();
  const generator = { ...team.runner, secret: started.runtime_config.test_run_token };
  const id: number = started.test_run_id;
  return { id, started, generator: api(installation, generator), call };
}

const runState = async ({ stores }: Installation, id: number) => {
  const { state, result, thresholds, resultMessage } = (await stores.runs.byId(id)) ?? {};
  return { state, result, thresholds, resultMessage };
};

test('validation refuses an unknown zone where a client shows it', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const distribution = { here: { loadZone: 'moon', percent: 100 } };
  const answer = await api(installation, team.runner)('POST', '/cloud/v6/validate_options', {
    project_id: team.project.id,
    is_local_execution: false,
    options: { vus: 1, cloud: { distribution } },
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual({
    error: {
      code: 'invalid-options',
      message: "there is no load zone 'moon'",
      target: 'options.cloud.distribution.here.loadZone',
    },
  });
});

test('errors never carry a target of null, which would crash the client', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const answer = await api(installation, team.runner)('GET', '/cloud/v6/test_runs/99');
  expect(answer.json()).toEqual({ error: { code: 'not-found', message: 'there is no such run' } });
});

test('a start that is asked for again is the same run', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const call = api(installation, team.runner);
  const { id } = await newTest(installation, team);
  const start = (key: string) =>
    call('POST', `/cloud/v6/load_tests/${id}/start`, undefined, { 'k6-idempotency-key': key });
  const [first, meanwhile] = await Promise.all([start('a'), start('a')]);
  const later = await start('a');
  expect([meanwhile.json().id, later.json().id]).toEqual([first.json().id, first.json().id]);
  expect((await start('b')).json().id).not.toBe(first.json().id);
  expect(await installation.stores.runs.countOpen(team.project.id)).toBe(2);
});

test('variables of the client itself do not reach the script, and whoever starts the run is told', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { tests } = installation.services;
  const env = { FOO: 'bar', K6_VUS: '3', K6_CLOUD_TOKEN: 'secret' };
  const tar = await archiveOf({ vus: 1, duration: '1s' }, env);
  const { id } = await tests.create(team.project, 'checkout', streamOf(tar));
  const started = await api(installation, team.runner)('POST', `/cloud/v6/load_tests/${id}/start`);
  const [line] = await installation.stores.logs.ofRun(started.json().id, 0, 10);
  expect(line).toMatchObject({
    level: 'warning',
    line: 'variables that are settings of k6 itself were left out of the archive: K6_VUS, K6_CLOUD_TOKEN',
  });
});

test('a run that its user aborts tells who it was, and the second abort is a conflict', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const call = api(installation, team.runner);
  const test = await newTest(installation, team);
  const { id } = (await call('POST', `/cloud/v6/load_tests/${test.id}/start`)).json();
  expect((await call('POST', `/cloud/v6/test_runs/${id}/abort`)).statusCode).toBe(204);
  const run = (await call('GET', `/cloud/v6/test_runs/${id}`)).json();
  expect(run).toMatchObject({ status: 'aborted', result: 'error' });
  expect(run.status_history.at(-1)).toMatchObject({
    type: 'aborted',
    extra: { by_user: 'runner@team.test', code: 8036 },
  });
  expect((await call('POST', `/cloud/v6/test_runs/${id}/abort`)).statusCode).toBe(409);
});

test('runners may announce a test without a script, editors may upload one', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/cloud/v6/projects/${team.project.id}/load_tests`;
  const form = (name: string, file?: string) =>
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n${name}\r\n` +
        (file === undefined
          ? ''
          : `--b\r\nContent-Disposition: form-data; name="script"; filename="script"\r\n\r\n${file}\r\n`) +
        '--b--\r\n',
    );
  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  const call = api(installation, team.runner);
  expect((await call('POST', url, form('named'), type)).statusCode).toBe(201);
  expect((await call('POST', url, form('uploaded', 'x'), type)).statusCode).toBe(403);
  const byEditor = await api(installation, team.editor)('POST', url, form('uploaded', 'x'), type);
  expect(byEditor.json().error.code).toBe('invalid-archive');
});

test('a local run lives: announced, delivered, judged', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const thresholds = { http_reqs: ['count>3'], my_trend: ['max<100'], never_fed: ['count>0'] };
  const { id, started, generator, call } = await startLocally(installation, team, { thresholds });
  expect(await runState(installation, id)).toMatchObject({ state: 'initializing' });

  const upload = await installation.call(null, {
    method: 'PUT',
    url: started.archive_upload_url,
    payload: await archiveOf(),
    headers: { 'content-type': 'application/x-tar' },
  });
  expect(upload.statusCode).toBe(200);
  expect((await installation.stores.runs.byId(id))?.archiveSha256).toMatch(/^[0-9a-f]{64}$/);

  const body = Buffer.from(encodePush(somePush()));
  expect((await generator('POST', `/ingest/runs/${id}/metrics`, body, PUSH)).statusCode).toBe(202);
  expect((await call('GET', `/cloud/v6/test_runs/${id}`)).json()).toMatchObject({ status: 'running' });

  const end = { event_type: 'script_execution_completed', error: null };
  expect((await generator('POST', `/provisioning/v1/test_runs/${id}/notify`, end)).statusCode).toBe(204);
  expect(await runState(installation, id)).toMatchObject({
    state: 'completed',
    result: 'failed',
    thresholds: [
      { metric: 'http_reqs', expression: 'count>3', isCrossed: false },
      { metric: 'my_trend', expression: 'max<100', isCrossed: true },
    ],
  });
});

test('a push that is sent again counts once', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id, generator } = await startLocally(installation, team, {
    thresholds: { http_reqs: ['count==8'] },
  });
  const push = (timeS: number) =>
    generator('POST', `/ingest/runs/${id}/metrics`, Buffer.from(encodePush(somePush(timeS))), PUSH);
  for (const timeS of [3, 3, 6]) expect((await push(timeS)).statusCode).toBe(202);
  const end = { event_type: 'script_execution_completed', error: null };
  await generator('POST', `/provisioning/v1/test_runs/${id}/notify`, end);
  expect(await runState(installation, id)).toMatchObject({ result: 'passed' });
});

test.each([
  [8036, "test run was aborted because k6 received a 'interrupt' signal", 'error', 'runner@team.test'],
  [8036, "thresholds on metrics 'http_reqs' were crossed; at least one has abortOnFail", 'failed', null],
  [8036, 'test aborted: because at default', 'error', null],
  [8035, 'Error: boom in setup', 'error', null],
])('a local run that ends with %i, %s is an aborted one with result %s', async (code, reason, result, by) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id, generator } = await startLocally(installation, team);
  const end = { event_type: 'script_execution_completed', error: { code, reason } };
  await generator('POST', `/provisioning/v1/test_runs/${id}/notify`, end);
  expect(await runState(installation, id)).toMatchObject({ state: 'aborted', result, resultMessage: reason });
  expect((await installation.stores.runs.history(id)).at(-1)).toMatchObject({ byUser: by, code });
});

test('a local start that is asked for again gives a token that works', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const test = await newTest(installation, team);
  const url = `/provisioning/v1/load_tests/${test.id}/start_local_execution`;
  const body = { options: { vus: 1 }, archive_size: null };
  const start = async () =>
    (await api(installation, team.runner)('POST', url, body, { 'k6-idempotency-key': 'a' })).json();
  const [first, second] = [await start(), await start()];
  expect(second.test_run_id).toBe(first.test_run_id);
  expect(second.archive_upload_url).toBeNull();
  const generator = { ...team.runner, secret: second.runtime_config.test_run_token };
  const push = Buffer.from(encodePush(somePush()));
  const pushUrl = `/ingest/runs/${second.test_run_id}/metrics`;
  expect((await api(installation, generator)('POST', pushUrl, push, PUSH)).statusCode).toBe(202);
});

test('an upload link works for its own run only', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { started, id } = await startLocally(installation, team);
  const other = started.archive_upload_url.replace(`/runs/${id}/`, `/runs/${id + 1}/`);
  const headers = { 'content-type': 'application/x-tar' };
  for (const url of [other, started.archive_upload_url.replace(/signature=.*/, 'signature=guess')]) {
    const answer = await installation.call(null, { method: 'PUT', url, payload: Buffer.alloc(10), headers });
    expect([403, 404]).toContain(answer.statusCode);
  }
});

test('logs of a generator are kept, and no line can kill a client that shows them', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id, generator } = await startLocally(installation, team);
  const streams = [
    {
      stream: { level: 'info', source: 'console', test_run_id: String(id) },
      values: [['1795372041398510490', 'hello']],
    },
    { stream: { level: 'panic' }, values: [['1795372041398510491', 'out of order']] },
  ];
  expect((await generator('POST', `/ingest/runs/${id}/logs`, { streams })).statusCode).toBe(204);
  expect(await installation.stores.logs.ofRun(id, 0, 10)).toMatchObject([
    { level: 'info', labels: { source: 'console' }, line: 'hello', timeNs: '1795372041398510490' },
    { level: 'error', line: 'out of order' },
  ]);
});

const CREATE = { name: 'out test', vus: 1, thresholds: { http_req_duration: ['p(95)<5000'] }, duration: 4 };

async function announce(installation: Installation, someone: Someone, payload: object = CREATE) {
  const call = api(installation, someone);
  return { call, answer: (await call('POST', '/v1/tests', payload)).json() };
}

test('a run with an output to here goes to the project of its user and is finished by the client', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { call, answer } = await announce(installation, team.runner);
  const id = Number(answer.reference_id);
  expect(answer.reference_id).toMatch(/^\d+$/);
  expect(answer.config).toMatchObject({ aggregationPeriod: '1s', stopOnError: true, tracesEnabled: false });
  expect((await installation.stores.runs.byId(id))?.projectId).toBe(team.runner.user.defaultProjectId);
  const body = Buffer.from(encodePush(somePush()));
  expect((await call('POST', `/v2/metrics/${id}`, body, PUSH)).statusCode).toBe(202);
  await call('POST', `/v1/tests/${id}`, {
    result_status: 1,
    run_status: 3,
    thresholds: { http_req_duration: { 'p(95)<5000': true } },
  });
  expect(await runState(installation, id)).toEqual({
    state: 'completed',
    result: 'failed',
    resultMessage: null,
    thresholds: [{ metric: 'http_req_duration', expression: 'p(95)<5000', isCrossed: true }],
  });
});

test('a generator with an output to here is stopped by the answer to its next push', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { call, answer } = await announce(installation, team.runner);
  const id = Number(answer.reference_id);
  await call('POST', `/api/v1/runs/${id}/stop`);
  const body = Buffer.from(encodePush(somePush()));
  const push = await call('POST', `/v2/metrics/${id}`, body, PUSH);
  expect(push.statusCode).toBe(403);
  expect(push.json()).toEqual({ error: { code: 4, message: 'stopped by runner@team.test' } });
  await call('POST', `/v1/tests/${id}`, { result_status: 0, run_status: 6 });
  expect(await runState(installation, id)).toMatchObject({ state: 'aborted', result: 'error' });
});

test.each([
  [5, 0, 'error', 'stopped where it ran'],
  [7, 0, 'error', 'the script failed'],
  [8, 1, 'failed', 'a crossed threshold stopped the run'],
])('a run that ends with status %i is aborted', async (run_status, result_status, result, message) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { call, answer } = await announce(installation, team.runner);
  await call('POST', `/v1/tests/${answer.reference_id}`, { result_status, run_status });
  const id = Number(answer.reference_id);
  expect(await runState(installation, id)).toMatchObject({
    state: 'aborted',
    result,
    resultMessage: message,
  });
});

test('a run of which nothing is heard any more is given up', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id, generator } = await startLocally(installation, team);
  installation.clock.advance(200_000);
  await generator('POST', `/ingest/runs/${id}/metrics`, Buffer.from(encodePush(somePush())), PUSH);
  installation.clock.advance(200_000);
  await installation.services.runs.giveUpSilentRuns();
  expect(await runState(installation, id)).toMatchObject({ state: 'running' });
  installation.clock.advance(100_000);
  await installation.services.runs.giveUpSilentRuns();
  expect(await runState(installation, id)).toMatchObject({
    state: 'aborted',
    result: 'error',
    resultMessage: 'nothing was heard of the run for 5 minutes',
  });
});

test('an upload of an old client is reported as archived, a run with its progress', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const call = api(installation, team.editor);
  const archive = await archiveOf({ vus: 1, duration: '10s' });
  const upload = async (more: string) => {
    const head = `--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nold.js\r\n${more}`;
    const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="archive.tar"\r\n\r\n';
    const form = Buffer.concat([Buffer.from(head + file), archive, Buffer.from('\r\n--b--\r\n')]);
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    return (await call('POST', '/v1/archive-upload', form, type)).json().reference_id;
  };
  const only = '--b\r\nContent-Disposition: form-data; name="upload_only"\r\n\r\ntrue\r\n';
  const progress = async (reference: string) => (await call('GET', `/v1/test-progress/${reference}`)).json();
  expect(await progress(await upload(only))).toMatchObject({ run_status: 10, run_status_text: 'Archived' });
  const reference = await upload('');
  expect(await progress(reference)).toMatchObject({ run_status: 0, run_status_text: 'Queued', progress: 0 });
  await call('POST', `/v1/tests/${reference}/stop`);
  expect(await progress(reference)).toMatchObject({ run_status: 5, result_status: 1, progress: 1 });
});

test('a token of an old client is looked at', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const look = async (token: string) =>
    (await installation.call(null, { method: 'POST', url: '/v1/validate-token', payload: { token } })).json();
  expect(await look(team.viewer.secret)).toMatchObject({ is_valid: true });
  expect(await look('wrong')).toMatchObject({ is_valid: false });
});
