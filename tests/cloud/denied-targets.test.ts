import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

/** Passes only if every request fails for the reason that the controller forbids it. */
const OPTIONS = { vus: 1, iterations: 2, thresholds: { forbidden: ['count==2'] }, blacklistIPs: [] };
const SCRIPT = (url: string) => `
  import http from 'k6/http';
  import { Counter } from 'k6/metrics';
  const forbidden = new Counter('forbidden');
  export default function () {
    const { error_code, error } = http.get('${url}');
    if (error_code === 1110 && error.includes('denied by the controller')) forbidden.add(1);
    else console.error(error_code + ' ' + error);
  }
`;

test('what an admin denies a project, none of its runs can reach', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('hello'));
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  {
    await using controller = await ControllerProcess.start();
    const [project] = (await controller.call('GET', '/api/v1/projects')) as { id: number }[];
    const targets = ['127.0.0.0/8', '::1'];
    await controller.call('PUT', `/api/v1/projects/${project?.id}/denied-targets`, { targets });
    const form = new FormData();
    form.set('name', 'denied');
    form.set('script', new Blob([new Uint8Array(await archiveOf(OPTIONS, {}, SCRIPT(url)))]), 'script');
    const test = await controller.call('POST', `/cloud/v6/projects/${project?.id}/load_tests`, form);
    const path = `/cloud/v6/load_tests/${(test as { id: number }).id}/start`;
    const { id } = (await controller.call('POST', path)) as { id: number };
    const view = () => controller.call('GET', `/api/v1/runs/${id}`);
    await expect.poll(view, { timeout: 90_000 }).toMatchObject({ state: 'completed', result: 'passed' });
  }
  expect(connections).toBe(0);
  server.close();
});
