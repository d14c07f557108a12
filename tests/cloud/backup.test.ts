import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { openDatabaseFile } from '../../apps/controller/src/database/open-database.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const SCRIPT = "import { sleep } from 'k6';\nexport default () => sleep(0.1);\n";

async function upload(controller: ControllerProcess): Promise<number> {
  const [project] = (await controller.call('GET', '/api/v1/projects')) as { id: number }[];
  const form = new FormData();
  form.set('name', 'kept');
  const tar = await archiveOf({ vus: 1, iterations: 5 }, {}, SCRIPT);
  form.set('script', new Blob([new Uint8Array(tar)]), 'script');
  const test = await controller.call('POST', `/cloud/v6/projects/${project?.id}/load_tests`, form);
  return (test as { id: number }).id;
}

async function run(controller: ControllerProcess, testId: number): Promise<number> {
  const { id } = (await controller.call('POST', `/cloud/v6/load_tests/${testId}/start`)) as { id: number };
  const view = () => controller.call('GET', `/api/v1/runs/${id}`);
  await expect.poll(view, { timeout: 60_000 }).toMatchObject({ state: 'completed', result: 'passed' });
  return id;
}

/** As the page about operation says: first the database, while the controller goes on, then the archives. */
async function backUp(data: string, copy: string): Promise<void> {
  mkdirSync(copy, { recursive: true });
  using database = openDatabaseFile(join(data, 'squall.db'));
  await database.database.$client.backup(join(copy, 'squall.db'));
  cpSync(join(data, 'archives'), join(copy, 'archives'), { recursive: true });
}

test('what was backed up while the controller worked is all there after it was restored', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-backup-'));
  let testId = 0;
  let runId = 0;
  let before: unknown;
  {
    await using controller = await ControllerProcess.start();
    testId = await upload(controller);
    runId = await run(controller, testId);
    before = await controller.call('GET', `/api/v1/runs/${runId}/summary`);
    await controller.call('POST', `/cloud/v6/load_tests/${testId}/start`);
    await backUp(join(controller.folder, 'data'), join(folder, 'data'));
  }
  {
    await using controller = await ControllerProcess.start({ folder, args: ['--with-agent'] });
    expect(await controller.call('GET', `/api/v1/runs/${runId}/summary`)).toEqual(before);
    expect(await controller.call('GET', `/api/v1/runs/${runId}`)).toMatchObject({ result: 'passed' });
    await run(controller, testId);
  }
  rmSync(folder, { recursive: true, force: true });
});
