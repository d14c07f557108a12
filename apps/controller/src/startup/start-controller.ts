import { type Clock, type Logger, repeat, systemErrorText, UserError } from '@squall/core';
import { createStores } from '../database/create-stores.ts';
import { openDatabase } from '../database/open-database.ts';
import type { App } from '../http/app.ts';
import { createServer } from '../http/create-server.ts';
import { removeExpiredRuns } from '../retention/remove-expired.ts';
import { CloudRuns } from '../runs/cloud-runs.ts';
import { startDueSchedules } from '../schedules/start-due.ts';
import type { Services } from '../services.ts';
import { Cleanup } from './cleanup.ts';
import { createServices } from './create-services.ts';
import { oneTimeTokenForOperator, prepareInstallation } from './first-start.ts';
import { type LocalAgent, localAgentOf } from './local-agent.ts';
import { lockDataFolder } from './lock-data-folder.ts';

export interface ControllerOptions {
  /** Everything that is kept: database and archives. */
  readonly dataFolder: string;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly log: Logger;
  readonly clock: Clock;
  /** Of the program. */
  readonly version: string;
  /** Addresses of reverse proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy?: readonly string[];
  /** Folder of the built web pages; without it there is the API only. */
  readonly webFolder?: string;
}

/** A controller that listens, until it is disposed of. */
export interface Controller extends AsyncDisposable {
  readonly address: { readonly host: string; readonly port: number };
  readonly url: string;
  /** To be shown to whoever started it, once; undefined unless this was the first start. */
  readonly oneTimeToken: string | undefined;
  /** Another one, for the operator. */
  issueOneTimeToken(): Promise<string>;
  /** What the agent that belongs to the controller itself joins with. */
  localAgent(): Promise<LocalAgent>;
}

const LOOPBACK = '127.0.0.1';
const HOUSEKEEPING_EVERY_MS = 15_000;
const ANSWERS_KEPT_MS = 24 * 3_600_000;
/** Whoever uploaded one is about to start it. */
const UNUSED_ARCHIVES_KEPT_MS = 24 * 3_600_000;
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000;

/** @throws UserError when the data folder or the address cannot be used */
export async function startController(options: ControllerOptions): Promise<Controller> {
  const { dataFolder, host = LOOPBACK, port, log, clock } = options;
  const cleanup = new Cleanup();
  try {
    const lock = lockDataFolder(dataFolder);
    cleanup.later(() => lock[Symbol.dispose]());
    const opened = openDatabase(dataFolder);
    cleanup.later(() => opened[Symbol.dispose]());
    const stores = createStores(opened.database);
    const services = await createServices({ dataFolder, stores, clock, log });
    const oneTimeToken = await prepareInstallation(stores, clock.wallMs());
    cleanup.later(() => services.rollups.close());
    const server = await createServer(services, options);
    cleanup.later(() => server.close());
    const cloudRuns = new CloudRuns(services);
    await cloudRuns.announce();
    await listen(() => server.listen({ host, port }), `${host}:${port}`);
    cleanup.later(() => cloudRuns.close());
    await cloudRuns.open();
    services.rollups.open();
    services.courier.open();
    cleanup.later(() => services.courier.close());
    const housekeeping = repeat(clock, HOUSEKEEPING_EVERY_MS, () => void keepHouse(services));
    cleanup.later(() => housekeeping.cancel());
    const address = { host, port: portOf(server, port) };
    return {
      address,
      url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
      oneTimeToken,
      issueOneTimeToken: () => oneTimeTokenForOperator(stores, clock.wallMs()),
      localAgent: () => localAgentOf(stores, clock.wallMs()),
      [Symbol.asyncDispose]: () => cleanup[Symbol.asyncDispose](),
    };
  } catch (error) {
    await cleanup[Symbol.asyncDispose]();
    throw error;
  }
}

function portOf(server: App, wished: number): number {
  const bound = server.server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : wished;
}

async function listen(start: () => Promise<unknown>, address: string): Promise<void> {
  try {
    await start();
  } catch (error) {
    const system = error as NodeJS.ErrnoException;
    const reason = system.code === 'EADDRINUSE' ? 'another program listens there' : systemErrorText(system);
    throw new UserError('CANNOT_LISTEN', `cannot listen on ${address}: ${reason}`, { cause: error });
  }
}

async function keepHouse(services: Services): Promise<void> {
  const { stores, runs, clock, log } = services;
  try {
    const nowMs = clock.wallMs();
    await startDueSchedules(services);
    await runs.giveUpSilentRuns();
    await removeExpiredRuns(services);
    await services.archives.removeUnused(nowMs - UNUSED_ARCHIVES_KEPT_MS);
    await stores.sessions.forgetExpired(nowMs);
    await stores.answers.forgetBefore(nowMs - ANSWERS_KEPT_MS);
    await stores.notifications.forgetDeliveriesBefore(nowMs - DELIVERIES_KEPT_MS);
  } catch (error) {
    log.log('error', 'housekeeping failed', { error: (error as Error).message });
  }
}
