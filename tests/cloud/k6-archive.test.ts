import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { type RecordedRequest, readCaptures } from '../../apps/controller/src/k6-api/captures.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

/** What the recorded script may have looked like: it feeds every metric its thresholds are about. */
const SCRIPT = (url: string) => `
  import http from 'k6/http';
  import { check } from 'k6';
  import { Trend } from 'k6/metrics';
  const mine = new Trend('mine', true);
  export function setup() { return { from: 'setup' }; }
  export default function (data) {
    const response = http.get('${url}');
    check(response, { 'is there': ({ status }) => status === 200, 'has data': () => data.from === 'setup' });
    mine.add(response.timings.duration);
  }
`;

async function target() {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function recorded(file: string, title: string): readonly RecordedRequest[] {
  const section = readCaptures(file).find((candidate) => candidate.title === title);
  if (section === undefined) throw new Error(`nothing was recorded as ${title}`);
  return section.requests;
}

/** Sends what k6 sent when it uploaded and started a test; the id of the run. */
async function upload(controller: ControllerProcess, script: string): Promise<number> {
  const { default_project_id: projectId } = (await controller.call('GET', '/cloud/v6/auth')) as Record<
    string,
    number
  >;
  const requests = recorded('04-cloud-run', 'run-pass');
  const bodyOf = (path: RegExp) => requests.find((request) => path.test(request.path))?.body ?? '';
  const validation = JSON.parse(
    bodyOf(/validate_options/).replace(/"project_id":\d+/, `"project_id":${projectId}`),
  );
  await controller.call('POST', '/cloud/v6/validate_options', validation);

  const [, metadata = '{}'] = /metadata\.json: (\{.*\})$/m.exec(bodyOf(/\/load_tests$/)) ?? [];
  const { options, env } = JSON.parse(metadata);
  const form = new FormData();
  form.set('name', 'script.js');
  form.set('script', new Blob([new Uint8Array(await archiveOf(options, env, script))]), 'script');
  const test = await controller.call('POST', `/cloud/v6/projects/${projectId}/load_tests`, form);
  const { id } = test as { id: number };
  return ((await controller.call('POST', `/cloud/v6/load_tests/${id}/start`)) as { id: number }).id;
}

async function ended(controller: ControllerProcess, id: number) {
  const view = () => controller.call('GET', `/cloud/v6/test_runs/${id}`) as Promise<Record<string, unknown>>;
  await expect.poll(async () => (await view()).status, { timeout: 60_000 }).toMatch(/completed|aborted/);
  return view();
}

test('what k6 uploads runs on an agent, setup, thresholds and metrics of its own included', async () => {
  await using http = await target();
  await using controller = await ControllerProcess.start();
  const id = await upload(controller, SCRIPT(http.url));
  expect(await ended(controller, id)).toMatchObject({ status: 'completed', result: 'passed' });
  const run = (await controller.call('GET', `/api/v1/runs/${id}`)) as { thresholds: unknown[] };
  expect(run).toMatchObject({ state: 'completed', result: 'passed' });
});

test('a script that throws in its init code is told as the reason, as k6 would tell it', async () => {
  await using controller = await ControllerProcess.start();
  const id = await upload(controller, "throw new Error('boom in init');\nexport default () => {};\n");
  const run = await ended(controller, id);
  expect(run).toMatchObject({ status: 'aborted', result: 'error' });
  const history = run.status_history as { type: string; extra?: { message: string; code: number } }[];
  expect(history.at(-1)).toMatchObject({
    type: 'aborted',
    extra: { message: expect.stringContaining('boom in init'), code: 8035 },
  });
});
