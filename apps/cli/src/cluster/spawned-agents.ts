import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promises as files, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ZoneDemand } from '@squall/coordinator';
import type { Environment, Logger } from '@squall/core';
import { relayAgentLog } from '../agent/relay-agent-log.ts';
import { TOKEN_VARIABLE } from '../flags/cluster-flags.ts';
import { formatAddress, type NetworkAddress, reachableFromHere } from '../flags/network-address.ts';

export interface SpawnOrder {
  /** The program to start them with. */
  readonly program: string;
  readonly address: NetworkAddress;
  readonly token: string;
  readonly zones: readonly ZoneDemand[];
  readonly workers: number | undefined;
  readonly env: Environment;
  readonly log: Logger;
  /** One of them has ended, and nobody has told it to. */
  onExit(agent: string, how: string): void;
}

/** To end once nobody needs them. */
const LEAVE_MS = 5_000;
/** Its coordinator is this process: it is there from the start or not at all. */
const GIVE_UP_AFTER = '30s';

/** Agents of this machine, for one run. They end with it, and with this process however it ends. */
export class SpawnedAgents implements AsyncDisposable {
  readonly #children: ChildProcess[] = [];
  #folder: string | undefined;
  #isEnding = false;

  /** Starts as many as the zones need. */
  start(order: SpawnOrder): void {
    this.#folder = mkdtempSync(join(tmpdir(), 'squall-agents-'));
    process.once('exit', this.#onExit);
    const zones = order.zones.flatMap(({ loadZone, agents }) =>
      Array<typeof loadZone>(agents).fill(loadZone),
    );
    zones.forEach((zone, i) => {
      this.#children.push(this.#spawn(`local-${i + 1}`, zone, order));
    });
  }

  /** Lets them go, wherever they are, and waits until they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    for (const child of this.#children) if (child.connected) child.disconnect();
    const impatience = setTimeout(() => {
      for (const child of this.#children) child.kill('SIGKILL');
    }, LEAVE_MS);
    await Promise.all(this.#children.map(ended));
    clearTimeout(impatience);
    if (this.#folder !== undefined) await files.rm(this.#folder, { recursive: true, force: true });
    process.off('exit', this.#onExit);
  }

  /** This process ends before its time, with a second Ctrl-C for instance, and can wait for nobody. */
  readonly #onExit = (): void => {
    for (const child of this.#children) child.kill('SIGKILL');
    try {
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // Somebody was just writing: the system cleans up its temporary folder by itself.
    }
  };

  #spawn(name: string, zone: string | undefined, order: SpawnOrder): ChildProcess {
    const { address, env, token, log } = order;
    const args = [
      'agent',
      '--join',
      `ws://${formatAddress(reachableFromHere(address))}`,
      '--name',
      name,
      '--once',
      // Whoever starts them runs a test of their own on a machine of their own.
      '--allow-browser',
    ];
    args.push('--give-up-after', GIVE_UP_AFTER, '--folder', this.#folder ?? '');
    args.push('--log-format', 'json', '--log-output', 'stderr');
    if (zone !== undefined) args.push('--zone', zone);
    if (order.workers !== undefined) args.push('--workers', String(order.workers));
    const child = spawn(process.execPath, [...process.execArgv, order.program, ...args], {
      // A list of processes shows arguments to everybody.
      env: { ...env, [TOKEN_VARIABLE]: token },
      // They notice by the channel that this process has ended; Ctrl-C is not for them, but for this process alone.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
      windowsHide: true,
    });
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!this.#isEnding) relayAgentLog(line, name, log);
      });
    }
    child.on('error', (error) => this.#report(order, name, error.message));
    child.on('exit', (code, signal) => this.#report(order, name, signal ?? `exit code ${code}`));
    return child;
  }

  #report(order: SpawnOrder, name: string, how: string): void {
    if (!this.#isEnding) order.onExit(name, how);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  // Without a process id it was never started.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit');
}
