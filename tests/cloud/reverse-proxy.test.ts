import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { freePort, Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const SAMPLE = fileURLToPath(new URL('../../deploy/nginx/squall.conf', import.meta.url));
const CERTIFICATES = fileURLToPath(new URL('../conformance/target/certs/', import.meta.url));

/** nginx with the sample that the repository has, on ports of this test. */
async function startProxy(controllerPort: number) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-proxy-'));
  const port = await freePort();
  const sample = readFileSync(SAMPLE, 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('127.0.0.1:6464', `127.0.0.1:${controllerPort}`)
    .replace('/etc/ssl/load.example.com.crt', join(CERTIFICATES, 'server.crt'))
    .replace('/etc/ssl/load.example.com.key', join(CERTIFICATES, 'server.key'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
     events { worker_connections 256; }
     http { access_log off; ${paths.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
     ${sample} }`,
  );
  const nginx = spawn('nginx', ['-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const ended = once(nginx, 'exit');
  await expect.poll(() => accepts(port), { timeout: 20_000 }).toBe(true);
  return {
    port,
    url: `https://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

const authority = readFileSync(join(CERTIFICATES, 'ca.crt'));

async function get(url: string, token: string): Promise<{ status: number | undefined; body: unknown }> {
  const call = httpsRequest(url, { ca: authority, headers: { authorization: `Bearer ${token}` } }).end();
  const [response] = await once(call, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, body: JSON.parse(text) };
}

/** The log of a run as k6 asks for it: with braces and quotes as they are. What comes is not masked, so it can be read. */
async function tailOf(port: number, runId: number, token: string) {
  const call = httpsRequest({
    host: 'localhost',
    port,
    ca: authority,
    path: `/api/v1/tail?query={test_run_id="${runId}"}&start=0`,
    headers: {
      authorization: `token ${token}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  }).end();
  const [, socket] = await once(call, 'upgrade');
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('utf8');
  });
  return {
    get text() {
      return text;
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

const hasNginx = spawnSync('nginx', ['-v']).status === 0;
if (!hasNginx) process.stderr.write('tests without a reverse proxy: nginx is not installed\n');

test.skipIf(!hasNginx)('behind the sample of a reverse proxy everything works over TLS', async () => {
  await using controller = await ControllerProcess.start({
    args: ['--no-agent', '--trust-proxy', '127.0.0.1'],
  });
  await using proxy = await startProxy(controller.port);

  const { body } = await get(`${proxy.url}/api/v1/k6-config`, controller.token);
  expect(body).toMatchObject({ collectors: { cloud: { host: proxy.url, hostv6: proxy.url } } });

  const zones = (await controller.call('GET', '/api/v1/load-zones')) as { id: number; code: string }[];
  const wish = { loadZoneId: zones.find(({ code }) => code === 'amazon:us:ashburn')?.id, name: 'proxy' };
  const { secret } = (await controller.call('POST', '/api/v1/enrolment-tokens', wish)) as { secret: string };
  const place = ['--folder', join(controller.folder, 'agent'), '--ca', join(CERTIFICATES, 'ca.crt')];
  await using _agent = new Program(
    ['agent', '--controller', proxy.url, '--token', secret, '--name', 'rack-1', ...place],
    { cwd: controller.folder },
  );

  const [project] = (await controller.call('GET', '/api/v1/projects')) as { id: number }[];
  const form = new FormData();
  form.set('name', 'proxy');
  const script = "export default () => console.log('hello over TLS');";
  form.set(
    'script',
    new Blob([new Uint8Array(await archiveOf({ vus: 1, iterations: 3 }, {}, script))]),
    'script',
  );
  const { id } = (await controller.call('POST', `/cloud/v6/projects/${project?.id}/load_tests`, form)) as {
    id: number;
  };
  const run = (await controller.call('POST', `/cloud/v6/load_tests/${id}/start`)) as { id: number };

  await using tail = await tailOf(proxy.port, run.id, controller.token);
  await expect.poll(() => tail.text, { timeout: 60_000 }).toContain('hello over TLS');
  const state = async () => (await get(`${proxy.url}/cloud/v6/test_runs/${run.id}`, controller.token)).body;
  await expect.poll(state, { timeout: 60_000 }).toMatchObject({ status: 'completed', result: 'passed' });
});
