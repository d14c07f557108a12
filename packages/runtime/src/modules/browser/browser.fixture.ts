import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'vitest';
import { LiveVU, type LiveVUOptions } from '../live-vu.fixture.ts';
import { createBrowserModule } from './browser-module.ts';
import { type Environment, findExecutable } from './launch/find-executable.ts';

type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web site of this machine: HTML by path. */
export async function startSite(
  pages: Readonly<Record<string, Answer>>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const answer = pathname === '/favicon.ico' ? '' : pages[pathname];
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(answer ?? 'there is no such page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const WITH_BROWSER = { scenarios: { default: { options: { browser: { type: 'chromium' } } } } };

export interface BrowserRunOptions extends Pick<LiveVUOptions, 'http' | 'exported'> {
  readonly env?: Environment;
}

/** A VU whose default function has the text as its body, in a scenario with a browser. */
export function browserVU(body: string, options: BrowserRunOptions = {}) {
  const module = createBrowserModule(options.env ?? process.env);
  const aborts: string[] = [];
  const vu = new LiveVU(
    `import { browser, chromium, devices, networkProfiles } from 'k6/browser';
    export default async function () {
      ${body}
    }`,
    {
      modules: [module],
      exported: options.exported ?? WITH_BROWSER,
      ...(options.http === undefined ? {} : { http: options.http }),
      context: { scenario: { name: 'default' } as never, iterationInInstance: 0 },
    },
  );
  Object.assign(vu.test, { abort: (reason: string) => void aborts.push(reason) });
  return { vu, aborts, settled: async () => module.settled?.() };
}

/** What the script printed, at last what it failed with. */
export async function browserRun(
  body: string,
  options: BrowserRunOptions = {},
): Promise<{ readonly lines: readonly string[] } & ReturnType<typeof browserVU>> {
  const run = browserVU(body, options);
  const lines = await run.vu.run();
  await run.settled();
  return { lines, ...run };
}

/** Tests that need a browser are skipped where there is none. */
export const browserTest = test.skipIf(!hasBrowser());

function hasBrowser(): boolean {
  try {
    return findExecutable(process.env) !== '';
  } catch {
    return false;
  }
}
