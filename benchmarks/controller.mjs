// What a controller costs: a live run of a hundred agents, and the page of a run of an hour. Real processes, real sockets,
// real SQLite; CPU is the controller's own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { RunningController } from './running-controller.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const AGENTS = 100;
const ZONE = 'amazon:us:ashburn';
const WARM_UP_S = 20;
const MEASURED_S = 60;

/** What the page of a run asks for. */
const PAGE = [
  '',
  '/overview',
  '/metrics',
  '/summary',
  '/checks',
  '/groups',
  '/requests',
  '/thresholds',
  '/generators',
  '/series?metric=http_req_duration&stat=p(95)',
  '/logs',
];

/** @returns {Promise<Record<string, number>>} */
export async function measureController() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  try {
    const programs = await bundled(folder);
    return { ...(await measureLive(folder, programs)), ...(await measurePage(folder, programs)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundled(folder) {
  const names = ['controller-agents.mjs', 'controller-pushes.mjs'];
  await build({
    entryPoints: names.map((name) => join(here, name)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  return Object.fromEntries(names.map((name) => [name, join(folder, name)]));
}

async function measureLive(folder, programs) {
  const controller = await RunningController.start(join(folder, 'live'));
  let agents;
  try {
    const runId = await startRun(controller, folder);
    const address = controller.url.replace('http', 'ws');
    const args = [programs['controller-agents.mjs'], address, await enrolmentOf(controller), ZONE];
    agents = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    await running(controller, runId, agents);
    await setTimeout(WARM_UP_S * 1000);
    const before = await requestsOf(controller, runId);
    const [cpuMs, atMs] = [controller.cpuMs, performance.now()];
    await setTimeout(MEASURED_S * 1000);
    const unwatchedMs = controller.cpuMs - cpuMs;
    const seconds = (performance.now() - atMs) / 1000;
    const frames = ((await requestsOf(controller, runId)) - before) / 100 / seconds;
    if (frames < AGENTS * 0.9) throw new Error(`only ${frames} frames a second arrived`);
    const watched = await watch(controller, runId);
    return {
      'controller, 100 agents of 200 series: CPU of a core (%)': unwatchedMs / seconds / 10,
      'the same with somebody looking at the overview each second (%)': watched.cpuPercent,
      'overview of the run under way, median (ms)': watched.overviewMs,
      'other API calls meanwhile, 99th percentile (ms)': watched.p99Ms,
      'memory of the controller (MB)': controller.memoryMb,
    };
  } finally {
    agents?.kill();
    await controller.stop();
  }
}

async function running(controller, runId, agents) {
  while ((await controller.call('GET', `/api/v1/runs/${runId}`)).state !== 'running') {
    if (agents.exitCode !== null) throw new Error('the agents ended before the run began');
    await setTimeout(200);
  }
}

async function requestsOf(controller, runId) {
  const { metrics } = await controller.call('GET', `/api/v1/runs/${runId}/summary`);
  return metrics.find(({ name }) => name === 'http_reqs')?.values.count ?? 0;
}

/** A test whose load comes from a hundred places, so that each agent has a part of it. */
async function startRun(controller, folder) {
  const distribution = Object.fromEntries(
    Array.from({ length: AGENTS }, (_, i) => [`part ${i}`, { loadZone: ZONE, percent: 1 }]),
  );
  const thresholds = { http_req_duration: ['p(95)<100000'], 'http_req_duration{load_zone:x}': ['avg<1000'] };
  const options = { vus: AGENTS, duration: '1h', cloud: { distribution }, thresholds };
  const [script, archive] = [join(folder, 'script.js'), join(folder, 'script.tar')];
  writeFileSync(
    script,
    `export const options = ${JSON.stringify(options)};\nexport default function () {}\n`,
  );
  const program = join(here, '../apps/cli/dist/main.js');
  execFileSync(process.execPath, [program, 'archive', script, '-O', archive], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [project] = await controller.call('GET', '/api/v1/projects');
  const test = await controller.call('POST', `/api/v1/projects/${project.id}/tests`, { name: 'live' });
  await controller.call('PUT', `/api/v1/tests/${test.id}/archive`, readFileSync(archive));
  return (await controller.call('POST', `/api/v1/tests/${test.id}/runs`)).id;
}

async function enrolmentOf(controller) {
  const zones = await controller.call('GET', '/api/v1/load-zones');
  const { id } = zones.find(({ code }) => code === ZONE);
  const wish = { name: 'benchmark', loadZoneId: id };
  return (await controller.call('POST', '/api/v1/enrolment-tokens', wish)).secret;
}

/** Looks as a page does that is open, while others use the API. */
async function watch(controller, runId) {
  const [cpuMs, atMs] = [controller.cpuMs, performance.now()];
  const [overviews, others] = [[], []];
  for (let i = 0; i < 30; i++) {
    overviews.push(await timed(() => controller.call('GET', `/api/v1/runs/${runId}/overview`)));
    for (let call = 0; call < 10; call++) {
      others.push(await timed(() => controller.call('GET', `/api/v1/runs/${runId}`)));
      await setTimeout(80);
    }
  }
  const percentile = (values, share) => values.sort((a, b) => a - b)[Math.floor(values.length * share)];
  return {
    cpuPercent: ((controller.cpuMs - cpuMs) / (performance.now() - atMs)) * 100,
    overviewMs: percentile(overviews, 0.5),
    p99Ms: percentile(others, 0.99),
  };
}

async function timed(work) {
  const atMs = performance.now();
  await work();
  return performance.now() - atMs;
}

async function measurePage(folder, programs) {
  const dataFolder = join(folder, 'page');
  const first = await RunningController.start(dataFolder);
  const { token } = first;
  const { runId, pushedMs } = await pushAnHour(first, programs).finally(() => first.stop());
  const second = await RunningController.start(dataFolder, token);
  try {
    const page = () => Promise.all(PAGE.map((path) => second.call('GET', `/api/v1/runs/${runId}${path}`)));
    await second.call('GET', '/api/v1/projects');
    const before = second.cpuMs;
    const coldMs = await timed(page);
    const coldCpuMs = second.cpuMs - before;
    const warmMs = await timed(page);
    return {
      'an hour with 500 series, pushed: CPU of the controller (s)': pushedMs / 1000,
      'its size in the database (MB)': sizeMb(dataFolder),
      'its page, everything it asks for, after a start (ms)': coldMs,
      'the same, CPU of the controller (ms)': coldCpuMs,
      'the same again (ms)': warmMs,
    };
  } finally {
    await second.stop();
  }
}

async function pushAnHour(controller, programs) {
  const { reference_id: runId } = await controller.call('POST', '/v1/tests', {
    name: 'long',
    thresholds: { http_req_duration: ['p(95)<500'] },
    duration: 3600,
  });
  const cpuMs = controller.cpuMs;
  const args = [programs['controller-pushes.mjs'], controller.url, controller.token, String(runId)];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`the hour could not be pushed: ${code}`);
  await controller.call('POST', `/v1/tests/${runId}`, { result_status: 0, run_status: 3 });
  while (!(await isComplete(controller, runId))) await setTimeout(500);
  const pushedMs = controller.cpuMs - cpuMs;
  // The space of what was pushed is given back.
  await setTimeout(3_000);
  return { runId, pushedMs };
}

async function isComplete(controller, runId) {
  const { metrics } = await controller.call('GET', `/api/v1/runs/${runId}/summary`);
  return metrics.some(({ name, values }) => name === 'iterations' && values.count === 72_000);
}

const sizeMb = (folder) => statSync(join(folder, 'squall.db')).size / 1e6;
