import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { archiveOf } from '../../apps/controller/src/archives/tar.fixture.ts';
import { freePort, Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

const ZONE = 'amazon:us:ashburn';

export interface RunView {
  readonly id: number;
  readonly state: string;
  readonly result: string | null;
  readonly resultMessage: string | null;
  readonly thresholds: readonly { readonly expression: string; readonly isCrossed: boolean }[] | null;
}

export interface ProgressView {
  readonly state: string;
  readonly phase: string | null;
  readonly iterations: number;
}

/** A controller that may be killed and started again, and agents of their own; each a process. */
export class RestartingCloud implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #agents: Program[] = [];
  #controller: ControllerProcess;

  private constructor(folder: string, port: number, controller: ControllerProcess) {
    this.#folder = folder;
    this.#port = port;
    this.#controller = controller;
  }

  static async start(): Promise<RestartingCloud> {
    const folder = mkdtempSync(join(tmpdir(), 'squall-cloud-'));
    const port = await freePort();
    return new RestartingCloud(folder, port, await startController(folder, port));
  }

  get controller(): ControllerProcess {
    return this.#controller;
  }

  /** SIGKILL, and another one on the same data and port. */
  killAndRestart(whileAway?: () => Promise<void>): Promise<void> {
    return this.#restart('SIGKILL', whileAway);
  }

  /** The same, but it is asked to end. */
  restart(): Promise<void> {
    return this.#restart('SIGTERM');
  }

  async #restart(signal: 'SIGKILL' | 'SIGTERM', whileAway = async () => undefined as unknown): Promise<void> {
    const { program } = this.#controller;
    program.kill(signal);
    await program.ended;
    await whileAway();
    this.#controller = await startController(this.#folder, this.#port);
  }

  /** Starts an agent that joins with a token of its load zone. */
  async join(name: string, { zone = ZONE, maxVUs = 100 } = {}): Promise<Program> {
    const zones = (await this.#controller.call('GET', '/api/v1/load-zones')) as {
      id: number;
      code: string;
    }[];
    const loadZoneId = zones.find(({ code }) => code === zone)?.id;
    const enrolment = await this.#controller.call('POST', '/api/v1/enrolment-tokens', { name, loadZoneId });
    const { secret } = enrolment as { secret: string };
    const place = ['--join', `127.0.0.1:${this.#port}`, '--token', secret, '--load-zone', zone];
    const own = ['--name', name, '--max-vus', String(maxVUs), '--folder', join(this.#folder, 'agents')];
    const agent = new Program(['agent', ...place, ...own], { cwd: this.#folder });
    this.#agents.push(agent);
    return agent;
  }

  async joined(agent: Program): Promise<void> {
    await agent.until(/connected to the coordinator/);
  }

  /** Uploads a script as a test of its own and starts it. */
  async run(
    script: string,
    options: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const [project] = (await this.#controller.call('GET', '/api/v1/projects')) as { id: number }[];
    const name = `test ${Math.random()}`;
    const test = await this.#controller.call('POST', `/api/v1/projects/${project?.id}/tests`, { name });
    const { id } = test as { id: number };
    const archive = new Uint8Array(await archiveOf(options, env, script));
    const headers = { 'content-type': 'application/x-tar' };
    await this.#controller.call('PUT', `/api/v1/tests/${id}/archive`, archive, headers);
    const run = await this.#controller.call('POST', `/api/v1/tests/${id}/runs`);
    return (run as RunView).id;
  }

  async view(run: number): Promise<RunView> {
    return (await this.#controller.call('GET', `/api/v1/runs/${run}`)) as RunView;
  }

  async progress(run: number): Promise<ProgressView> {
    return (await this.#controller.call('GET', `/api/v1/runs/${run}/progress`)) as ProgressView;
  }

  async reach(run: number, phase: string): Promise<void> {
    // Not `expect.poll`, which knows only one test at a time.
    await vi.waitFor(async () => expect((await this.progress(run)).phase).toBe(phase), {
      timeout: 60_000,
      interval: 50,
    });
  }

  async ended(run: number): Promise<RunView> {
    await vi.waitFor(async () => expect((await this.view(run)).state).toMatch(/completed|aborted/), {
      timeout: 120_000,
      interval: 200,
    });
    return this.view(run);
  }

  /** What the controller has stored of a counter, all series together. */
  async counted(run: number, metric: string): Promise<number> {
    const summary = (await this.#controller.call('GET', `/api/v1/runs/${run}/summary`)) as {
      metrics: { name: string; isSubmetric: boolean; values: Record<string, number> }[];
    };
    return (
      summary.metrics.find(({ name, isSubmetric }) => name === metric && !isSubmetric)?.values.count ?? 0
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent[Symbol.asyncDispose]()));
    await this.#controller[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function startController(folder: string, port: number): Promise<ControllerProcess> {
  return ControllerProcess.start({ folder, port, args: ['--no-agent'] });
}
