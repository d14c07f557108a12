import { homedir } from 'node:os';
import type { Paint } from '@squall/core';
import { CONTROLLER_PORT } from '../flags/network-address.ts';
import { renderBanner } from '../terminal/banner.ts';

export interface Welcome {
  readonly url: string;
  readonly dataFolder: string;
  /** Whether there is an agent beside the controller, in words. */
  readonly agent: string;
  readonly tokens: OneTimeTokens | undefined;
  /** Only what could not be found out later. */
  readonly isQuiet: boolean;
}

export interface OneTimeTokens {
  readonly isFirstStart: boolean;
  readonly browser: string;
  readonly terminal: string;
}

const LABEL_WIDTH = 14;

/** What a controller prints once it listens: where it is, and how to get in the first time. */
export function welcomeText(welcome: Welcome, paint: Paint): string {
  const head = welcome.isQuiet ? '' : renderBanner(paint) + factLines(welcome, paint);
  const tokens = welcome.tokens === undefined ? '' : tokenLines(welcome, welcome.tokens, paint);
  return `${head}${tokens}${welcome.isQuiet ? '' : `${paint('faint', '  Press Ctrl-C to stop.')}\n\n`}`;
}

function factLines({ url, dataFolder, agent }: Welcome, paint: Paint): string {
  const line = (label: string, value: string) => `${label.padStart(LABEL_WIDTH)}: ${paint('cyan', value)}\n`;
  return `${line('controller', url)}${line('data', shortened(dataFolder))}${line('agent', agent)}\n`;
}

function tokenLines(
  { url }: Welcome,
  { isFirstStart, browser, terminal }: OneTimeTokens,
  paint: Paint,
): string {
  const occasion = isFirstStart ? 'This is the first start, nobody else can sign in yet.' : 'Sign in anew.';
  const advice = isFirstStart
    ? [
        '  Choose a password in the browser, to sign in again later. Should these tokens',
        '  get lost, --new-token prints new ones.',
      ]
    : [];
  const lines = [
    `  ${paint('bold', occasion)} Each token works once.`,
    '',
    `  In a browser, at ${paint('cyan', url)}`,
    `      ${paint('green', browser)}`,
    '',
    '  In a terminal',
    `      ${paint('green', `squall cloud login${hostFlag(url)} --token ${terminal}`)}`,
    '      squall cloud run script.js',
    '',
    ...advice.map((line) => paint('faint', line)),
    ...(isFirstStart ? [''] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Where it is looked for unless somebody says otherwise needs not be said. */
function hostFlag(url: string): string {
  return url === `http://127.0.0.1:${CONTROLLER_PORT}` ? '' : ` --host ${url}`;
}

function shortened(path: string): string {
  const home = homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
