import { expect, test } from 'vitest';
import { type Installation, install, newTeam } from '../http/installation.fixture.ts';
import { type RecordedRequest, readCaptures } from './captures.fixture.ts';
import { Replay } from './replay.fixture.ts';

const FILES = [
  '01-login',
  '02-lists',
  '03-upload',
  '04-cloud-run',
  '05-local-execution',
  '06-out-cloud',
  '07-old-clients',
];

/** Log tails are WebSockets, secrets are not kept here, and samples of clients before v0.49 are not read. */
const ELSEWHERE = /^\/api\/v1\/tail|decrypt_secret|^\/v1\/metrics/;
/** Runs that were never announced, or under ids that are no numbers. */
const UNKNOWN_RUNS = /\/(777|778|779|abc123)$/;
const isAnonymous = (request: RecordedRequest) => request.headers.authorization === undefined;

const isToAnswer = (request: RecordedRequest): boolean =>
  !request.isForced && !ELSEWHERE.test(request.path) && !UNKNOWN_RUNS.test(request.path);

/** Every key of what was recorded is there, with a value of the same kind; either side may have null. */
function expectShape(actual: unknown, recorded: unknown, where: string): void {
  if (recorded === null || actual === null || actual === undefined) {
    expect(actual, where).not.toBe(undefined);
    return;
  }
  expect(Array.isArray(actual) ? 'array' : typeof actual, where).toBe(
    Array.isArray(recorded) ? 'array' : typeof recorded,
  );
  if (typeof recorded !== 'object') return;
  for (const [key, value] of Object.entries(recorded)) {
    if (Array.isArray(recorded) && Number(key) > 0) continue;
    // Only there when there is more.
    if (key.startsWith('@') || key === 'config') continue;
    if (Array.isArray(actual) && actual.length === 0) continue;
    expectShape((actual as Record<string, unknown>)[key], value, `${where}.${key}`);
  }
}

test('the captures hold what every command of the client sends', () => {
  const requests = FILES.flatMap((file) => readCaptures(file).flatMap((section) => section.requests));
  expect(requests.length).toBeGreaterThan(250);
  const kinds = new Set(requests.filter(isToAnswer).map(({ method, path }) => `${method} ${kindOf(path)}`));
  expect([...kinds].sort()).toMatchInlineSnapshot(`
    [
      "GET /cloud/v6/auth",
      "GET /cloud/v6/load_zones",
      "GET /cloud/v6/projects",
      "GET /cloud/v6/projects/N/load_tests",
      "GET /cloud/v6/test_runs/N",
      "GET /v1/test-progress/N",
      "POST /cloud/v6/load_tests/N/start",
      "POST /cloud/v6/projects/N/load_tests",
      "POST /cloud/v6/test_runs/N/abort",
      "POST /cloud/v6/validate_options",
      "POST /provisioning/v1/load_tests/N/start_local_execution",
      "POST /provisioning/v1/test_runs/N/notify",
      "POST /push/logs/N",
      "POST /push/metrics/N",
      "POST /v1/archive-upload",
      "POST /v1/login",
      "POST /v1/tests",
      "POST /v1/tests/N",
      "POST /v1/tests/N/stop",
      "POST /v1/validate-options",
      "POST /v1/validate-token",
      "POST /v2/metrics/N",
      "PUT /cloud/v6/load_tests/N/script",
      "PUT /upload/N",
    ]
  `);
});

function kindOf(path: string): string {
  return path.replace(/\?.*/, '').replace(/\/\d+/g, '/N');
}

async function newReplay(installation: Installation, title: string): Promise<Replay> {
  const { projects } = installation.stores;
  const team = await newTeam(installation, title);
  const other = await projects.create(team.owner.user.organizationId, 'other', 1);
  await projects.setRole({ projectId: other.id, userId: team.editor.user.id, role: 'editor' });
  return new Replay(installation, team, other.id);
}

async function replayRequest(replay: Replay, request: RecordedRequest, title: string): Promise<void> {
  if (!replay.canSend(request)) return;
  await replay.prepareFor(request);
  const { statusCode, headers, body } = await replay.send(request);
  const where = `${title}: ${request.method} ${request.path} got ${body}`;
  if (isAnonymous(request) && !request.path.startsWith('/upload/')) {
    expect(statusCode, where).toBe(401);
    return;
  }
  if (request.status >= 400) expect(statusCode, where).toBe(request.status);
  else expect(Math.floor(statusCode / 100), where).toBe(2);
  if (request.answer === undefined) return;
  expect(headers['content-type'], where).toContain('application/json');
  expectShape(JSON.parse(body), request.answer, where);
}

test.each(FILES)('every request in %s gets an answer of the right shape', async (file) => {
  await using installation = await install();
  for (const { title, requests } of readCaptures(file)) {
    const replay = await newReplay(installation, title);
    for (const request of requests.filter(isToAnswer)) await replayRequest(replay, request, title);
  }
});
