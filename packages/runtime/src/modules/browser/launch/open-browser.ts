import { getuid } from 'node:process';
import type { Browser } from 'playwright-core';
import { failureText, Refusal } from '../bridge/failure.ts';
import { playwright } from '../playwright.ts';
import type { BrowserSettings } from './browser-settings.ts';
import { type Environment, findExecutable } from './find-executable.ts';

export interface OpenedBrowser {
  readonly browser: Browser;
  readonly userAgent: string;
}

/**
 * Starts a browser. It listens on pipes of this process and ends itself when they close, however this process ends.
 * @throws Refusal
 */
export async function launchBrowser(
  settings: BrowserSettings,
  env: Environment,
  hosts: Readonly<Record<string, string>>,
): Promise<OpenedBrowser> {
  const executablePath = executable(env);
  const args = [...resolverRules(hosts), ...settings.args];
  try {
    const browser = await playwright().chromium.launch({
      executablePath,
      headless: settings.isHeadless,
      args,
      ignoreDefaultArgs: [...settings.ignoredDefaultArgs],
      timeout: settings.timeoutMs,
      // Chromium refuses to have one for root.
      chromiumSandbox: getuid?.() !== 0 && !args.includes('--no-sandbox'),
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return { browser, userAgent: await userAgentOf(browser) };
  } catch (error) {
    throw new Refusal(`launching browser: ${launchFailure(error)}`);
  }
}

/** Uses a browser that runs elsewhere. @throws Refusal */
export async function connectToBrowser(endpoint: string, timeoutMs: number): Promise<OpenedBrowser> {
  checkEndpoint(endpoint);
  try {
    const browser = await playwright().chromium.connectOverCDP(endpoint, { timeout: timeoutMs });
    return { browser, userAgent: await userAgentOf(browser) };
  } catch (error) {
    throw new Refusal(`connecting to Chromium over CDP: ${failureText(error)}`);
  }
}

function executable(env: Environment): string {
  try {
    return findExecutable(env);
  } catch (error) {
    throw new Refusal(`finding browser executable: ${failureText(error)}`);
  }
}

/** The option `hosts` in Chromium's words. */
function resolverRules(hosts: Readonly<Record<string, string>>): string[] {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  return rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(',')}`];
}

async function userAgentOf(browser: Browser): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  try {
    return (await session.send('Browser.getVersion')).userAgent;
  } finally {
    await session.detach();
  }
}

function launchFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/No usable sandbox|sandbox is not correctly configured|without --no-sandbox/.test(text)) {
    return 'this machine does not let Chromium have its sandbox; set K6_BROWSER_ARGS=no-sandbox to run without it';
  }
  return failureText(error).split('\n')[0] ?? '';
}

function checkEndpoint(endpoint: string): void {
  const fail = (text: string): never => {
    throw new Refusal(`connecting to Chromium over CDP: ${text}`);
  };
  if (endpoint === '') fail('WebSocket endpoint cannot be empty');
  const [, scheme = '', host = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(endpoint) ?? [];
  const invalid = `invalid WebSocket endpoint ${JSON.stringify(endpoint)}`;
  if (scheme !== 'ws' && scheme !== 'wss') {
    fail(`${invalid}: scheme must be ws or wss, got ${JSON.stringify(scheme)}`);
  }
  if (host === '') fail(`${invalid}: host is missing`);
}
