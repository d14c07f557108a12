import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { createStores } from '../database/create-stores.ts';
import { openDatabase } from '../database/open-database.ts';
import { newTeam } from '../http/installation.fixture.ts';
import { addEndedRun } from '../runs/stored-run.fixture.ts';
import { prepareInstallation } from '../startup/first-start.ts';
import { startController } from '../startup/start-controller.ts';

test('what was to be told when the controller ended is told when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-outbox-'));
  const clock = new VirtualClock();
  const events: unknown[] = [];
  const target = createServer((request, reply) => {
    events.push(request.headers['x-squall-event']);
    reply.end();
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  try {
    {
      using opened = openDatabase(folder);
      const stores = createStores(opened.database);
      await prepareInstallation(stores, clock.wallMs());
      const team = await newTeam({ stores });
      await stores.notifications.create({
        projectId: team.project.id,
        url: `http://127.0.0.1:${(target.address() as AddressInfo).port}/`,
        secret: 'x',
        events: ['run.ended'],
        isEnabled: true,
        createdAtMs: 1,
      });
      await addEndedRun({ stores, clock }, team);
    }
    const log = { log: () => undefined };
    await using _controller = await startController({
      dataFolder: folder,
      port: 0,
      version: '0',
      log,
      clock,
    });
    const told = () => {
      clock.advance(1000);
      return events;
    };
    await expect.poll(told, { timeout: 15_000 }).toEqual(['run.ended']);
  } finally {
    target.closeAllConnections();
    target.close();
    rmSync(folder, { recursive: true });
  }
});
