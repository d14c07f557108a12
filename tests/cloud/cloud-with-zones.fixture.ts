import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliOptions, type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

export interface CloudOptions {
  /** An agent for each, in that load zone. */
  readonly zones?: readonly string[];
}

const ASHBURN = 'amazon:us:ashburn';
const TIMEOUT_MS = 120_000;

/** A controller and agents of load zones, each a process of its own, and a user who has a folder and a token. */
export class CloudWithZones implements AsyncDisposable {
  readonly agents: Program[] = [];
  readonly #controllers: ControllerProcess[];

  private constructor(controller: ControllerProcess) {
    this.#controllers = [controller];
  }

  static async start({ zones = [ASHBURN] }: CloudOptions = {}): Promise<CloudWithZones> {
    const cloud = new CloudWithZones(await ControllerProcess.start({ args: ['--no-agent'] }));
    for (const zone of zones) await cloud.join(zone);
    return cloud;
  }

  /** The one that was started last. */
  get controller(): ControllerProcess {
    const controller = this.#controllers.at(-1);
    if (controller === undefined) throw new Error('a cloud begins with a controller');
    return controller;
  }

  /** Starts one more agent, as people do it. */
  async join(loadZone: string): Promise<Program> {
    const { controller } = this;
    const zones = (await controller.call('GET', '/api/v1/load-zones')) as { id: number; code: string }[];
    const loadZoneId = zones.find(({ code }) => code === loadZone)?.id;
    const wish = { name: 'rack', loadZoneId };
    const { secret } = (await controller.call('POST', '/api/v1/enrolment-tokens', wish)) as {
      secret: string;
    };
    const name = `agent-${this.agents.length + 1}`;
    const own = ['--name', name, '--folder', this.path(name), '--give-up-after', '90s'];
    const args = ['agent', '--controller', controller.url, '--load-zone', loadZone, ...own];
    const agent = new Program(args, { cwd: controller.folder, env: { SQUALL_AGENT_TOKEN: secret } });
    this.agents.push(agent);
    await agent.until(/connected to the coordinator/);
    return agent;
  }

  path(name: string): string {
    return join(this.controller.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return name;
  }

  /** Runs a command line to its end, as a user who has logged in. */
  squall(args: readonly string[], { env, ...options }: CliOptions = {}): Promise<CliRun> {
    const { folder } = this.controller;
    return runCli(args, { cwd: folder, timeoutMs: TIMEOUT_MS, env: { ...this.#login, ...env }, ...options });
  }

  /** The same for a command that goes on while a test does something. */
  begin(args: readonly string[]): Program {
    return new Program(args, { cwd: this.controller.folder, env: this.#login });
  }

  /** Kills the controller where it is; agents and command lines are left behind. */
  async killController(): Promise<void> {
    this.controller.program.kill('SIGKILL');
    await this.controller.program.ended;
  }

  /** Starts it again where it was, with what it has kept. */
  async restartController(): Promise<void> {
    const { folder, port } = this.controller;
    this.#controllers.push(await ControllerProcess.start({ folder, port, args: ['--no-agent'] }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent[Symbol.asyncDispose]()));
    // The first one owns the folder.
    for (const controller of this.#controllers.toReversed()) await controller[Symbol.asyncDispose]();
  }

  get #login(): Record<string, string> {
    return { K6_CLOUD_HOST: this.controller.url, K6_CLOUD_TOKEN: this.controller.token };
  }
}
