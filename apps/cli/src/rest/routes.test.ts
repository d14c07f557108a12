import { expect, test } from 'vitest';
import { type Answer, RequestFailure } from './answer.ts';
import { FakeRun } from './controlled-run.fixture.ts';
import { route } from './routes.ts';

async function ask(run: FakeRun, method: string, path: string, body = ''): Promise<Answer> {
  try {
    return await route(run, { method, path, body });
  } catch (error) {
    if (error instanceof RequestFailure) return error.asAnswer();
    throw error;
  }
}

const change = (attributes: object) =>
  JSON.stringify({ data: { type: 'status', id: 'default', attributes } });

test('tells the status of a run', async () => {
  expect(await ask(new FakeRun(), 'GET', '/v1/status')).toEqual({
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: '{"data":{"type":"status","id":"default","attributes":{"status":7,"paused":false,"vus":2,"vus-max":3,"stopped":false,"running":true,"tainted":false}}}',
  });
});

test.each([
  [{ phase: 'init' }, 1],
  [{ phase: 'paused' }, 4],
  [{ phase: 'setup' }, 6],
  [{ phase: 'teardown' }, 8],
  [{ phase: 'ended' }, 9],
  [{ phase: 'teardown', isStopped: true }, 10],
  [{ phase: 'ended', isMarkedAsFailed: true }, 11],
] as const)('a run that is %j has the number %i', async (state, number) => {
  const run = new FakeRun();
  run.state = { ...run.state, ...state };
  expect(JSON.parse((await ask(run, 'GET', '/v1/status')).body).data.attributes.status).toBe(number);
});

test.each<[Record<string, unknown>, string[]]>([
  [{ paused: true }, ['pause']],
  [{ paused: false }, ['resume']],
  [{ vus: 5 }, ['scale 5 undefined']],
  [{ vus: null, 'vus-max': 8 }, ['scale undefined 8']],
  [{ paused: false, vus: 1, 'vus-max': 2 }, ['resume', 'scale 1 2']],
  [{ stopped: true, paused: true }, ['stop']],
  [{ stopped: false }, []],
])('a change to %j does %j', async (attributes, calls) => {
  const run = new FakeRun();
  const { status, body } = await ask(run, 'PATCH', '/v1/status', change(attributes));
  expect([status, run.calls]).toEqual([200, calls]);
  expect(JSON.parse(body).data.attributes.stopped).toBe(attributes.stopped === true);
});

test.each([
  ['nope', 400, 'Invalid data', "invalid character 'o' in literal null (expecting 'u')"],
  ['', 400, 'Invalid data', 'unexpected end of JSON input'],
  [change({ vus: 'many' }), 400, 'Invalid data', "'vus' must be a whole number"],
  [change({ paused: 1 }), 400, 'Invalid data', "'paused' must be true or false"],
  ['{"data":[]}', 400, 'Invalid data', "'attributes' must be in an object"],
  [change({ paused: true }), 500, 'Pause error', 'execution is already paused'],
  [change({ vus: 99 }), 400, 'Execution config error', 'too many'],
])('refuses %s', async (body, status, title, detail) => {
  const run = new FakeRun();
  run.state = { ...run.state, isPaused: true };
  const answer = await ask(run, 'PATCH', '/v1/status', body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({ errors: [{ status: String(status), title, detail }] });
});

test('tells metrics with the values k6 gives them, up to date', async () => {
  const run = new FakeRun();
  run.metrics.registry.getOrCreate('my_c', 'counter', 'default');
  run.metrics.declare('my_c{a:b}');
  run.measure(['my_t', 'trend'], [10, 20, 60]);
  run.measure(['my_c', 'counter'], [3, 5], { a: 'b' });
  run.measure(['my_g', 'gauge'], [4, 2]);
  run.measure(['my_r', 'rate'], [1, 0, 0, 0]);
  run.evaluation = {
    metrics: [
      { metric: 'my_r', results: [], failed: true },
      { metric: 'my_t', results: [], failed: false },
    ],
    failing: ['my_r'],
    shouldAbort: false,
  };
  const { body, contentType } = await ask(run, 'GET', '/v1/metrics');
  expect(contentType).toBe('text/plain; charset=utf-8');
  expect(run.calls).toEqual(['refresh']);
  const told = JSON.parse(body).data.map(
    ({ id, attributes }: { id: string; attributes: Record<string, unknown> }) => [
      id,
      attributes.type,
      attributes.contains,
      attributes.tainted,
      attributes.sample,
    ],
  );
  expect(told.sort()).toEqual([
    ['my_c', 'counter', 'default', null, { count: 8, rate: 2 }],
    ['my_c{a:b}', 'counter', 'default', null, { count: 8, rate: 2 }],
    ['my_g', 'gauge', 'default', null, { value: 2 }],
    ['my_r', 'rate', 'default', true, { rate: 0.25 }],
    ['my_t', 'trend', 'time', false, { avg: 30, max: 60, med: 20, min: 10, 'p(90)': 52, 'p(95)': 56 }],
  ]);
});

test('tells one metric or sub-metric by its name', async () => {
  const run = new FakeRun();
  run.metrics.registry.getOrCreate('my_c', 'counter', 'default');
  run.metrics.declare('my_c{a:b}');
  run.measure(['my_c', 'counter'], [1], { a: 'b' });
  const { body } = await ask(run, 'GET', '/v1/metrics/my_c%7Ba:b%7D');
  expect(JSON.parse(body).data.id).toBe('my_c{a:b}');
  const missing = await ask(run, 'GET', '/v1/metrics/nope');
  expect(missing.body).toBe(
    '{"errors":[{"status":"404","title":"Not Found","detail":"No metric with that ID was found"}]}',
  );
  expect((await ask(run, 'GET', '/v1/metrics/%')).status).toBe(404);
});

test('tells groups and their checks, the root first', async () => {
  const run = new FakeRun();
  run.measure(['checks', 'rate'], [1, 1, 0], { group: '::g1', check: 'is 200' });
  run.measure(['group_duration', 'trend'], [1], { group: '::g1::inner' });
  const groups = JSON.parse((await ask(run, 'GET', '/v1/groups')).body).data;
  const [root, g1, inner] = groups;
  expect(root).toEqual({
    type: 'groups',
    id: 'd41d8cd98f00b204e9800998ecf8427e',
    attributes: { path: '', name: '', checks: null },
    relationships: {
      groups: { data: [{ type: 'groups', id: '9ccb03cc5acd728a2fe595bbd1f14da3' }] },
      parent: { data: null },
    },
  });
  expect(g1.attributes).toEqual({
    path: '::g1',
    name: 'g1',
    checks: [
      { id: '0f192ccfe3ed2edb5ec55aa9dee80a4b', path: '::g1::is 200', name: 'is 200', passes: 2, fails: 1 },
    ],
  });
  expect(g1.relationships.parent.data.id).toBe(root.id);
  expect(inner.attributes.path).toBe('::g1::inner');
  expect(JSON.parse((await ask(run, 'GET', `/v1/groups/${g1.id}`)).body).data).toEqual(g1);
  expect((await ask(run, 'GET', '/v1/groups/nope')).body).toContain('No group with that ID was found');
});

test('setup data can be read, replaced, removed and made anew', async () => {
  const run = new FakeRun();
  const told = async (method: string, body?: string) => (await ask(run, method, '/v1/setup', body)).body;
  const document = (attributes: string) =>
    `{"data":{"type":"setupData","id":"default","attributes":${attributes}}}`;
  expect(await told('GET')).toBe(document('{}'));
  expect(await told('PUT', '{"a":1}')).toBe(document('{"data":{"a":1}}'));
  expect(await told('PUT', '')).toBe(document('{}'));
  expect(await told('POST')).toBe(document('{"data":{"token":1}}'));
  expect(await told('PUT', 'nope')).toBe(
    `{"errors":[{"status":"400","title":"Error parsing request body","detail":"invalid character 'o' in literal null (expecting 'u')"}]}`,
  );
  expect(run.setupDataJson).toBe('{"token":1}');
});

test('what goes wrong in setup() and teardown() is told', async () => {
  const run = new FakeRun();
  expect(await ask(run, 'POST', '/v1/teardown')).toEqual({ status: 200, contentType: undefined, body: '' });
  run.failure = new Error('no tokens left');
  expect((await ask(run, 'POST', '/v1/setup')).body).toBe(
    '{"errors":[{"status":"500","title":"Error executing setup","detail":"no tokens left"}]}',
  );
  expect((await ask(run, 'POST', '/v1/teardown')).body).toContain('"title":"Error executing teardown"');
});

test.each([
  ['DELETE', '/v1/status', 405, ''],
  ['PUT', '/v1/metrics', 405, ''],
  ['GET', '/v1/nothing', 404, '404 page not found\n'],
  ['GET', '/ping', 200, 'ok'],
  ['POST', '/', 200, 'ok'],
  ['GET', '/debug/pprof/heap', 200, 'To enable profiling, please run k6 with the --profiling-enabled flag'],
])('%s %s is answered with %i', async (method, path, status, body) => {
  expect(await ask(new FakeRun(), method, path)).toMatchObject({ status, body });
});

test('tells how the process itself is doing', async () => {
  const run = new FakeRun();
  expect((await ask(run, 'GET', '/metrics')).body).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(JSON.parse((await ask(run, 'GET', '/debug/vars/')).body).memstats.heapUsed).toBeGreaterThan(0);
});
