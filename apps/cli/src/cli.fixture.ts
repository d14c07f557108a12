import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@squall/core';
import { runCli } from './cli.ts';
import type {
  AgentRequest,
  ArchiveRequest,
  CloudRunRequest,
  ClusterRequest,
  ControllerRequest,
  EngineCalls,
  InspectRequest,
  RunRequest,
  TestRequest,
} from './engine-calls.ts';

/** Runs command lines in a folder of their own, with an engine that only notes what it is asked. */
export class CliBench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'squall-cli-'));
  out = '';
  err = '';
  readonly runs: RunRequest[] = [];
  readonly clusterRuns: ClusterRequest[] = [];
  readonly agents: AgentRequest[] = [];
  readonly cloudRuns: CloudRunRequest[] = [];
  readonly uploads: RunRequest[] = [];
  readonly controllers: ControllerRequest[] = [];
  readonly archives: ArchiveRequest[] = [];
  readonly inspections: InspectRequest[] = [];

  async run(argv: readonly string[], env: Environment = {}): Promise<number> {
    this.out = '';
    this.err = '';
    return runCli(argv, {
      env: { XDG_CONFIG_HOME: this.folder, ...env },
      workingDirectory: this.folder,
      streams: {
        isOutTerminal: false,
        isErrTerminal: false,
        writeOut: (text) => {
          this.out += text;
        },
        writeErr: (text) => {
          this.err += text;
        },
      },
      engine: () => this.#engine,
    });
  }

  /** The log without its times. */
  get log(): string {
    return this.err.replace(/time="[^"]*" /g, '');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }

  readonly #engine: EngineCalls = {
    run: async (request) => {
      this.runs.push(request);
      return 99;
    },
    runClustered: async (request) => {
      this.clusterRuns.push(request);
      return 97;
    },
    beAgent: async (request) => {
      this.agents.push(request);
      return 0;
    },
    runInCloud: async (request) => {
      this.cloudRuns.push(request);
      return 98;
    },
    upload: async (request) => {
      this.uploads.push(request);
      return 0;
    },
    beController: async (request) => {
      this.controllers.push(request);
      return 0;
    },
    archive: async (request) => void this.archives.push(request),
    inspect: async (request) => {
      this.inspections.push(request);
      return { paused: null };
    },
    imports: async (_request: TestRequest) => ['file:///a.js', 'k6/http'],
  };
}
