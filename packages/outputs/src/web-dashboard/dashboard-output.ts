import { spawn } from 'node:child_process';
import { promises as files } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type Markup,
  type Output,
  type ResolvedSamples,
  type RunOutcome,
  type SystemError,
  systemErrorText,
  UserError,
} from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { type DashboardConfig, readDashboardConfig } from './dashboard-config.ts';
import { dashboardContent } from './dashboard-content.ts';
import { finalPage, livePage } from './dashboard-page.ts';
import { DashboardServer } from './dashboard-server.ts';
import { RunHistory } from './run-history.ts';
import { watchedThresholds } from './watched-thresholds.ts';

const NO_PAGE = -1;

/** `--out web-dashboard`: a page that shows the run while it goes on, and a file of it at the end. */
export function createDashboardOutput(argument: string, context: OutputContext): Output {
  return new DashboardOutput(readDashboardConfig(argument, context), context);
}

class DashboardOutput implements Output {
  readonly #config: DashboardConfig;
  readonly #context: OutputContext;
  readonly #history = new RunHistory();
  #server: DashboardServer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #outcome: RunOutcome | undefined;

  constructor(config: DashboardConfig, context: OutputContext) {
    this.#config = config;
    this.#context = context;
  }

  get description(): string {
    const { exportFile } = this.#config;
    const url = this.#url();
    return `web-dashboard (${url ?? (exportFile === '' ? 'no page' : exportFile)})`;
  }

  async open(): Promise<void> {
    const { host, port, isDefaultPort } = this.#config;
    if (port === NO_PAGE) return;
    const { name } = this.#context.test;
    try {
      this.#server = await DashboardServer.listen(host, port, {
        page: () => livePage(name, this.#content()),
        content: () => this.#content().text,
      });
    } catch (error) {
      const reason = `listen ${host}:${port}: ${systemErrorText(error as SystemError)}`;
      if (!isDefaultPort) {
        throw new UserError('INVALID_OUTPUT', `could not start the 'web-dashboard' output: ${reason}`, {
          hint: 'choose another port with K6_WEB_DASHBOARD_PORT, 0 for any that is free',
        });
      }
      this.#context.log.log('warning', 'There is no web dashboard of this run', {
        error: reason,
        hint: 'choose another port with K6_WEB_DASHBOARD_PORT, 0 for any that is free',
      });
    }
    const url = this.#url();
    if (this.#config.open && url !== undefined) showInBrowser(url);
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#server?.update(), this.#config.periodMs);
  }

  receive(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) this.#history.add(batch);
  }

  async stop(outcome?: RunOutcome): Promise<void> {
    clearInterval(this.#timer);
    this.#outcome = outcome ?? { ending: 'system', hasFailed: true, thresholds: {} };
    await this.#server?.close();
    if (this.#config.exportFile !== '') await this.#export(this.#config.exportFile);
  }

  #url(): string | undefined {
    if (this.#server === undefined) return undefined;
    const { host } = this.#config;
    const shown = host === '' || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return `http://${shown.includes(':') ? `[${shown}]` : shown}:${this.#server.port}`;
  }

  #content(): Markup {
    const { test } = this.#context;
    const outcome = this.#outcome;
    const thresholds = watchedThresholds(test, outcome);
    return dashboardContent({ name: test.name, history: this.#history, thresholds, outcome });
  }

  async #export(file: string): Promise<void> {
    const { test, workingDirectory, log } = this.#context;
    const page = finalPage(test.name, this.#content());
    try {
      await files.writeFile(
        path.resolve(workingDirectory, file),
        file.endsWith('.gz') ? gzipSync(page) : page,
      );
    } catch (error) {
      const reason = systemErrorText(error as SystemError);
      log.log('error', 'The report of the web dashboard could not be written', {
        error: `open ${file}: ${reason}`,
      });
    }
  }
}

/** Where there is no browser nothing happens. */
function showInBrowser(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const browser = spawn(program, [url], { stdio: 'ignore', detached: true });
  browser.on('error', () => undefined);
  browser.unref();
}
