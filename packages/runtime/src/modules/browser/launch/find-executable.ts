import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Refusal } from '../bridge/failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = [
  'headless_shell',
  'headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'google-chrome-beta',
  'google-chrome-unstable',
  '/usr/bin/google-chrome',
];

const ON_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Google Chrome Canary.app/Contents/MacOS/Google Chrome Canary',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Names, or paths, in the order in which they are tried. */
function candidates(platform: NodeJS.Platform, { ProgramFiles, USERPROFILE, ...env }: Environment): string[] {
  if (platform === 'darwin') return [...NAMES, 'chrome', ...ON_MACOS];
  if (platform !== 'win32') return [...NAMES, 'chrome'];
  const folders = [ProgramFiles, env['ProgramFiles(x86)'], USERPROFILE && join(USERPROFILE, 'AppData/Local')];
  const installed = folders.filter((folder) => folder !== undefined && folder !== '');
  return [
    'chrome.exe',
    'chromium.exe',
    ...installed.map((folder) => join(folder ?? '', 'Google/Chrome/Application/chrome.exe')),
  ];
}

/** The user's own Chromium. @throws Refusal that says what to do when there is none. */
export function findExecutable(env: Environment, platform = process.platform): string {
  const { K6_BROWSER_EXECUTABLE_PATH: given } = env;
  if (given !== undefined && given !== '') {
    const found = locate(given, env);
    if (found !== undefined) return found;
    throw new Refusal(`${NOT_DETECTED} on the given path: ${given}`);
  }
  for (const candidate of candidates(platform, env)) {
    const found = locate(candidate, env);
    if (found !== undefined) return found;
  }
  throw new Refusal(
    `${NOT_DETECTED} on this system; install Chromium or Google Chrome, or set K6_BROWSER_EXECUTABLE_PATH to ` +
      'where it is, or K6_BROWSER_WS_URL to a browser that runs elsewhere',
  );
}

const NOT_DETECTED = "k6 couldn't detect google chrome or a chromium-supported browser";

function locate(name: string, { PATH = '' }: Environment): string | undefined {
  if (/[\\/]/.test(name)) return isExecutable(name) ? name : undefined;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
