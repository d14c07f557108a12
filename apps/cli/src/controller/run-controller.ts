import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT_CODES } from '@squall/core';
import { RunStop } from '@squall/engine';
import { version } from '../../package.json';
import type { ControllerRequest } from '../engine-calls.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { SignalHandling } from '../local/signals.ts';
import { AgentProcess } from './agent-process.ts';
import { decideLocalAgent } from './local-agent.ts';
import { welcomeText } from './welcome-text.ts';

/** `squall controller`: from the command line to the signal that ends it. */
export async function runController(request: ControllerRequest, deps: LocalDeps): Promise<number> {
  const { address, dataFolder, trustProxy, log, global } = request;
  const stop = new RunStop();
  using _signals = new SignalHandling(stop, { ...deps, source: process, log });
  const { startController } = await import('@squall/controller');
  await using controller = await startController({
    ...address,
    dataFolder,
    log,
    clock: deps.clock,
    version,
    trustProxy,
    ...webPages(deps.programFolder),
  });
  const { local, reason } = decideLocalAgent(request.agent, await controller.localAgent());
  // The other way round than they are started: the agent leaves while its controller still listens.
  await using _agent = local && AgentProcess.start(orderOf({ request, controller, local, deps }));
  if (!global.quiet || controller.oneTimeToken !== undefined) {
    const tokens = await oneTimeTokens(controller, request);
    deps.terminal.print(
      welcomeText(
        {
          url: controller.url,
          dataFolder: resolve(dataFolder),
          agent: reason,
          tokens,
          isQuiet: global.quiet,
        },
        deps.paint,
      ),
    );
  }
  await stopped(stop);
  log.log('info', 'the controller ends', { reason: stop.reason?.kind ?? '' });
  return EXIT_CODES.OK;
}

type StartedController = Awaited<ReturnType<typeof import('@squall/controller')['startController']>>;

/** One for a browser and one for a terminal: each works once, and a new user wants both. */
async function oneTimeTokens(controller: StartedController, { newToken }: ControllerRequest) {
  const { oneTimeToken } = controller;
  if (oneTimeToken === undefined && !newToken) return undefined;
  return {
    isFirstStart: oneTimeToken !== undefined,
    browser: oneTimeToken ?? (await controller.issueOneTimeToken()),
    terminal: await controller.issueOneTimeToken(),
  };
}

/** Tests of the sources run without built pages. */
function webPages(programFolder: string): { webFolder?: string } {
  const webFolder = join(programFolder, 'web');
  return existsSync(webFolder) ? { webFolder } : {};
}

interface OrderParts {
  readonly request: ControllerRequest;
  readonly controller: StartedController;
  readonly local: { readonly name: string; readonly token: string };
  readonly deps: LocalDeps;
}

function orderOf({ request, controller, local, deps }: OrderParts) {
  return {
    ...local,
    program: join(deps.programFolder, 'main.js'),
    address: controller.address,
    folder: join(request.dataFolder, 'agent'),
    env: request.processEnv,
    log: request.log,
    clock: deps.clock,
  };
}

async function stopped({ signal }: RunStop): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
