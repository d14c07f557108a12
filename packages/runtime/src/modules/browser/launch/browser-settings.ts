import { parseDuration } from '@squall/core';
import { Refusal } from '../bridge/failure.ts';
import type { Environment } from './find-executable.ts';

/** What the variables `K6_BROWSER_…` say. */
export interface BrowserSettings {
  readonly isHeadless: boolean;
  /** With their dashes. */
  readonly args: readonly string[];
  readonly ignoredDefaultArgs: readonly string[];
  readonly timeoutMs: number;
  /** Browsers that run elsewhere; one of them is taken instead of starting one. */
  readonly endpoints: readonly string[];
  /** Variables that say how to start a browser. */
  readonly launchVariables: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 30_000;
const FOR_LAUNCH = [
  'K6_BROWSER_ARGS',
  'K6_BROWSER_EXECUTABLE_PATH',
  'K6_BROWSER_HEADLESS',
  'K6_BROWSER_IGNORE_DEFAULT_ARGS',
];

/**
 * Of the process's environment, never of `__ENV`: a test that comes with an archive must not say what to run here.
 * @throws Refusal
 */
export function readBrowserSettings(env: Environment): BrowserSettings {
  return {
    isHeadless: readBoolean('K6_BROWSER_HEADLESS', env, true),
    args: flags(env.K6_BROWSER_ARGS),
    ignoredDefaultArgs: flags(env.K6_BROWSER_IGNORE_DEFAULT_ARGS),
    timeoutMs: readTimeout(env),
    endpoints: endpointsOf(env),
    launchVariables: FOR_LAUNCH.filter((name) => (env[name] ?? '') !== ''),
  };
}

function flags(list: string | undefined): string[] {
  return items(list).map((flag) => `--${flag.replace(/^-+/, '')}`);
}

function items(list = ''): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** As Go reads booleans. */
function readBoolean(name: string, env: Environment, fallback: boolean): boolean {
  const text = env[name] ?? '';
  if (text === '') return fallback;
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  throw new Refusal(`${name} should be a boolean, but is "${text}"`);
}

function readTimeout({ K6_BROWSER_TIMEOUT: text = '' }: Environment): number {
  if (text === '') return DEFAULT_TIMEOUT_MS;
  try {
    return parseDuration(text);
  } catch {
    throw new Refusal(`K6_BROWSER_TIMEOUT should be a time duration value, such as 30s, but is "${text}"`);
  }
}

function endpointsOf(env: Environment): string[] {
  const ofInstance = env.K6_INSTANCE_SCENARIOS ?? '';
  return ofInstance === '' ? items(env.K6_BROWSER_WS_URL) : handlesIn(ofInstance);
}

interface InstanceScenario {
  readonly browsers?: readonly { readonly handle?: string }[];
}

/** JSON, within quotes if it came through a shell. */
function handlesIn(text: string): string[] {
  try {
    const first: unknown = JSON.parse(text);
    const scenarios = (typeof first === 'string' ? JSON.parse(first) : first) as readonly InstanceScenario[];
    const browsers = scenarios.flatMap((scenario) => scenario.browsers ?? []);
    return browsers.map(({ handle = '' }) => handle).filter((handle) => handle !== '');
  } catch {
    throw new Refusal('K6_INSTANCE_SCENARIOS is no list of scenarios with browsers');
  }
}
