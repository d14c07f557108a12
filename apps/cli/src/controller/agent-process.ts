import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Clock, type Environment, EXIT_CODES, type Logger, type Timer } from '@squall/core';
import { relayAgentLog } from '../agent/relay-agent-log.ts';
import { TOKEN_VARIABLE } from '../flags/cluster-flags.ts';
import { formatAddress, type NetworkAddress, reachableFromHere } from '../flags/network-address.ts';

export interface AgentOrder {
  /** The program to start it with. */
  readonly program: string;
  /** Of the controller. */
  readonly address: NetworkAddress;
  readonly name: string;
  readonly token: string;
  /** Where it keeps archives. */
  readonly folder: string;
  readonly env: Environment;
  readonly log: Logger;
  readonly clock: Clock;
}

const LEAVE_MS = 5_000;
const RESTART_AFTER_MS = { first: 1_000, longest: 60_000 };

/** The agent beside a controller: a process of its own that ends with the controller, and is started again when it does not. */
export class AgentProcess implements AsyncDisposable {
  readonly #order: AgentOrder;
  #child: ChildProcess | undefined;
  #restart: Timer | undefined;
  #restartAfterMs = RESTART_AFTER_MS.first;
  #isEnding = false;

  private constructor(order: AgentOrder) {
    this.#order = order;
  }

  static start(order: AgentOrder): AgentProcess {
    const agent = new AgentProcess(order);
    process.once('exit', agent.#onExit);
    agent.#spawn();
    return agent;
  }

  /** Lets it go and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    this.#restart?.cancel();
    const child = this.#child;
    if (child !== undefined && isAlive(child)) {
      if (child.connected) child.disconnect();
      const impatience = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
      await once(child, 'exit');
      clearTimeout(impatience);
    }
    process.off('exit', this.#onExit);
  }

  /** This process ends before its time and can wait for nobody. */
  readonly #onExit = (): void => {
    this.#child?.kill('SIGKILL');
  };

  #spawn(): void {
    const { program, address, name, token, folder, env, log } = this.#order;
    const url = `ws://${formatAddress(reachableFromHere(address))}`;
    const args = ['agent', '--join', url, '--name', name, '--folder', folder];
    args.push('--log-format', 'json', '--log-output', 'stderr');
    const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
      // A list of processes shows arguments to everybody.
      env: { ...env, [TOKEN_VARIABLE]: token },
      // It notices by the channel that this process has ended; Ctrl-C is for this process alone.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
      windowsHide: true,
    });
    this.#child = child;
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!this.#isEnding) relayAgentLog(line, name, log);
      });
    }
    child.on('error', (error) => this.#ended(error.message, undefined));
    child.on('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`, code));
  }

  #ended(how: string, code: number | null | undefined): void {
    if (this.#isEnding) return;
    const { log, clock } = this.#order;
    // Somebody has taken away its right to come in.
    if (code === EXIT_CODES.INVALID_CONFIG) {
      log.log('warning', 'the agent of the controller is not let in any more, and is not started again');
      return;
    }
    log.log('warning', `the agent of the controller ended (${how}) and is started again`);
    this.#restart = clock.at(clock.now() + this.#restartAfterMs, () => this.#spawn());
    this.#restartAfterMs = Math.min(RESTART_AFTER_MS.longest, this.#restartAfterMs * 2);
  }
}

function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  // Without a process id it was never started.
  return pid !== undefined && exitCode === null && signalCode === null;
}
