import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { openDatabaseFile } from '../../apps/controller/src/database/open-database.ts';
import { Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';
import { mountLimit, reasonAgainstMounts } from './small-disk.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const ITERATIONS = 200;

/** Ends as passed only if every iteration was counted, and none twice. */
const OPTIONS = {
  scenarios: { s: { executor: 'shared-iterations', vus: 2, iterations: ITERATIONS, maxDuration: '3m' } },
  thresholds: { iterations: [`count==${ITERATIONS}`], counted: [`count==${ITERATIONS}`] },
};
const SCRIPT = `
  import { sleep } from 'k6';
  import { Counter } from 'k6/metrics';
  const counted = new Counter('counted');
  export default function () { counted.add(1); sleep(0.1); }
`;

interface RunView {
  readonly state: string;
  readonly result: string | null;
  readonly resultMessage: string | null;
}

async function startRun(controller: ControllerProcess): Promise<number> {
  const [project] = (await controller.call('GET', '/api/v1/projects')) as { id: number }[];
  const form = new FormData();
  form.set('name', 'faults');
  form.set('script', new Blob([new Uint8Array(await archiveOf(OPTIONS, {}, SCRIPT))]), 'script');
  const test = await controller.call('POST', `/cloud/v6/projects/${project?.id}/load_tests`, form);
  const { id } = test as { id: number };
  const run = await controller.call('POST', `/cloud/v6/load_tests/${id}/start`);
  return (run as { id: number }).id;
}

async function reach(controller: ControllerProcess, id: number, state: RegExp): Promise<RunView> {
  const view = () => controller.call('GET', `/api/v1/runs/${id}`) as Promise<RunView>;
  await expect.poll(async () => (await view()).state, { timeout: 100_000, interval: 200 }).toMatch(state);
  return view();
}

/** Something that must be written. */
async function write(controller: ControllerProcess): Promise<{ status: number; error: unknown }> {
  const answer = await controller.request('POST', '/api/v1/projects', { name: 'another' });
  const body = (await answer.json()) as { error?: unknown };
  return { status: answer.status, error: body.error };
}

test('while another process holds the database, writes are refused clearly, and nothing measured is lost', async () => {
  await using controller = await ControllerProcess.start();
  const id = await startRun(controller);
  await reach(controller, id, /running/);
  {
    using other = openDatabaseFile(join(controller.folder, 'data', 'squall.db'));
    const { $client } = other.database;
    $client.exec('BEGIN IMMEDIATE');
    expect(await write(controller)).toEqual({
      status: 503,
      error: { code: 'unavailable', message: 'the database of the controller is locked' },
    });
    // What is only read is there all the same.
    expect(await controller.call('GET', `/api/v1/runs/${id}`)).toMatchObject({ state: 'running' });
    $client.exec('ROLLBACK');
  }
  expect((await write(controller)).status).toBe(201);
  const ended = await reach(controller, id, /completed|aborted/);
  expect(ended, controller.program.output).toMatchObject({ state: 'completed', result: 'passed' });
});

const noMounts = reasonAgainstMounts();
if (noMounts !== undefined)
  process.stderr.write(`tests without a full disk, which cannot be had here: ${noMounts}\n`);

test.skipIf(noMounts !== undefined)(
  'while the disk is full, writes are refused clearly, and nothing measured is lost',
  async () => {
    await using controller = await ControllerProcess.start({ args: ['--no-agent'], disk: mountLimit('24m') });
    await using _agent = await joinAgent(controller);
    const id = await startRun(controller);
    await reach(controller, id, /running/);
    // As the controller sees it.
    const filler = `/proc/${controller.program.pid}/root${join(controller.folder, 'data', 'filler')}`;
    fill(filler);
    await expect
      .poll(() => write(controller), { timeout: 60_000, interval: 50 })
      .toEqual({
        status: 503,
        error: { code: 'unavailable', message: 'the disk of the controller is full' },
      });
    rmSync(filler);
    await expect.poll(async () => (await write(controller)).status, { timeout: 30_000 }).toBe(201);
    const ended = await reach(controller, id, /completed|aborted/);
    expect(ended, controller.program.output).toMatchObject({ state: 'completed', result: 'passed' });
  },
);

async function joinAgent(controller: ControllerProcess): Promise<Program> {
  const zones = (await controller.call('GET', '/api/v1/load-zones')) as { id: number; code: string }[];
  const loadZoneId = zones.find(({ code }) => code === 'amazon:us:ashburn')?.id;
  const wish = { loadZoneId, name: 'faults' };
  const { secret } = (await controller.call('POST', '/api/v1/enrolment-tokens', wish)) as { secret: string };
  const place = ['--folder', join(controller.folder, 'agent')];
  const args = ['agent', '--controller', controller.url, '--token', secret, '--name', 'rack-1', ...place];
  return new Program(args, { cwd: controller.folder });
}

/** Until nothing more goes onto the disk. */
function fill(file: string): void {
  const block = new Uint8Array(64 * 1024);
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
