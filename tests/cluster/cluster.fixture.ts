import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, freePort, Program } from './program.fixture.ts';

export interface AgentOptions {
  readonly maxVUs?: number;
  /** Where it finds the coordinator, if not directly. */
  readonly host?: string;
  readonly port?: number;
  /** Words before the command. */
  readonly prefix?: readonly string[];
}

export interface ClusterOptions {
  readonly script: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Of the coordinator. */
  readonly args?: readonly string[];
  /** How many the run waits for; as many as are started if not given. */
  readonly awaited?: number;
  /** Where the coordinator listens. */
  readonly host?: string;
  readonly agents: readonly AgentOptions[];
}

const TOKEN = 'of-this-test';
/** Nothing is left behind should a test fail. */
const LIMITS = ['--give-up-after', '60s'];

/** A coordinator and its agents, each a process, with a folder that is removed at the end. */
export class Cluster implements AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  readonly coordinator: Program;
  readonly agents: Program[] = [];

  private constructor(folder: string, port: number, coordinator: Program) {
    this.folder = folder;
    this.port = port;
    this.coordinator = coordinator;
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const { script, files = {}, args = [], agents, awaited, host = '127.0.0.1' } = options;
    const folder = await mkdtemp(join(tmpdir(), 'squall-cluster-'));
    for (const [name, text] of Object.entries({ ...files, 'script.js': script })) {
      await writeFile(join(folder, name), text);
    }
    const port = await freePort();
    const own = [
      '--agents',
      String(awaited ?? agents.length),
      '--listen',
      `${host}:${port}`,
      '--token',
      TOKEN,
    ];
    const command = ['cluster', 'run', ...own, ...EXPORTS, ...args, 'script.js'];
    const cluster = new Cluster(folder, port, new Program(command, { cwd: folder }));
    for (const agent of agents) await cluster.join(agent);
    return cluster;
  }

  /** Starts one more agent, called a, b, c …; agents join in this order. */
  async join({
    maxVUs = 100,
    port = this.port,
    host = '127.0.0.1',
    prefix = [],
  }: AgentOptions = {}): Promise<Program> {
    const name = String.fromCharCode('a'.charCodeAt(0) + this.agents.length);
    const args = [
      '--name',
      name,
      '--max-vus',
      String(maxVUs),
      '--folder',
      join(this.folder, `cache-${name}`),
    ];
    const command = ['agent', '--join', `${host}:${port}`, '--token', TOKEN, '--once', ...LIMITS, ...args];
    const agent = new Program(command, { cwd: this.folder, prefix });
    this.agents.push(agent);
    return agent;
  }

  agent(number: number): Program {
    const agent = this.agents[number];
    if (agent === undefined) throw new Error(`there is no agent ${number}`);
    return agent;
  }

  agentNamed(name: string): Program {
    return this.agent(name.charCodeAt(0) - 'a'.charCodeAt(0));
  }

  /** Who got that part of the test depends on who joined when; the header says so. */
  agentOf(instance: number): { readonly name: string; readonly program: Program } {
    const name = new RegExp(`\\* ${instance}: (\\S+),`).exec(this.coordinator.output)?.[1];
    if (name === undefined) throw new Error(`nobody is instance ${instance} yet`);
    return { name, program: this.agentNamed(name) };
  }

  get ended(): Promise<Ended> {
    return this.coordinator.ended;
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async summary(): Promise<SummaryExport> {
    return JSON.parse(await this.read('summary.json'));
  }

  samples(metric: string): Promise<Sample[]> {
    return readSamples(join(this.folder, 'samples.json'), metric);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.coordinator, ...this.agents].map((program) => program[Symbol.asyncDispose]()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const EXPORTS = ['--out', 'json=samples.json', '--summary-export', 'summary.json'];

export interface SummaryExport {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Sample {
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The samples of a metric in what `--out json` wrote. */
export async function readSamples(file: string, metric: string): Promise<Sample[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const start = `{"metric":${JSON.stringify(metric)},"type":"Point"`;
  return lines.filter((line) => line.startsWith(start)).map((line) => JSON.parse(line).data);
}
