import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliOptions, type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort, Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

export interface CloudOptions {
  /** Load zones that get an agent of their own; the controller starts one itself when none is named. */
  readonly zones?: readonly string[];
}

const COMMAND_MS = 120_000;

/** A controller with its agents, and a folder from which commands are given to it; each a process. */
export class Cloud implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #args: readonly string[];
  readonly #agents: Program[] = [];
  #controller: ControllerProcess;

  private constructor(
    folder: string,
    controller: ControllerProcess,
    { port, args }: { readonly port: number; readonly args: readonly string[] },
  ) {
    this.#folder = folder;
    this.#port = port;
    this.#args = args;
    this.#controller = controller;
  }

  static async start({ zones }: CloudOptions = {}): Promise<Cloud> {
    const folder = mkdtempSync(join(tmpdir(), 'squall-cloud-'));
    const port = await freePort();
    const args = zones === undefined ? [] : ['--no-agent'];
    const controller = await ControllerProcess.start({ folder, port, args });
    const cloud = new Cloud(folder, controller, { port, args });
    for (const zone of zones ?? []) await cloud.#join(zone);
    return cloud;
  }

  get controller(): ControllerProcess {
    return this.#controller;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** A file of that name; its path. */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  /** Runs a command to its end. */
  squall(args: readonly string[], { env, ...options }: CliOptions = {}): Promise<CliRun> {
    return runCli(args, {
      cwd: this.#folder,
      timeoutMs: COMMAND_MS,
      ...options,
      env: { ...this.#environment(), ...env },
    });
  }

  /** Starts a command that goes on while a test does something else. */
  begin(args: readonly string[]): Program {
    return new Program(args, { cwd: this.#folder, env: this.#environment() });
  }

  async killController(): Promise<void> {
    const { program } = this.#controller;
    program.kill('SIGKILL');
    await program.ended;
  }

  async restartController(): Promise<void> {
    this.#controller = await ControllerProcess.start({
      folder: this.#folder,
      port: this.#port,
      args: this.#args,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent[Symbol.asyncDispose]()));
    await this.#controller[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    const { url, token } = this.#controller;
    return { K6_CLOUD_HOST: url, K6_CLOUD_TOKEN: token };
  }

  async #join(zone: string): Promise<void> {
    const zones = (await this.#controller.call('GET', '/api/v1/load-zones')) as {
      id: number;
      code: string;
    }[];
    const loadZoneId = zones.find(({ code }) => code === zone)?.id;
    const name = `agent ${this.#agents.length + 1} in ${zone}`;
    const enrolment = await this.#controller.call('POST', '/api/v1/enrolment-tokens', { name, loadZoneId });
    const { secret } = enrolment as { secret: string };
    const place = ['--controller', this.#controller.url, '--token', secret, '--load-zone', zone];
    const own = ['--name', name, '--folder', join(this.#folder, 'agents')];
    const agent = new Program(['agent', ...place, ...own], { cwd: this.#folder });
    this.#agents.push(agent);
    await agent.until(/connected to the coordinator/);
  }
}
