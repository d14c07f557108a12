import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { SYSTEM_BUNDLES } from '@squall/engine';
import type { RunnerSettings } from '../settings.ts';

/** Variables that Node itself reads. Nothing else of the agent's environment gets into the runner: no token does. */
const PASSED_ON = new Set([
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'SystemRoot',
  'TEMP',
]);

/** How browsers are found and started. */
const FOR_BROWSERS = /^(K6_BROWSER_|XDG_|DISPLAY$|WAYLAND_DISPLAY$)/;

export function runnerEnvironment({ environment, allowBrowser }: RunnerSettings): Record<string, string> {
  const isPassedOn = (name: string): boolean =>
    PASSED_ON.has(name) || (allowBrowser && FOR_BROWSERS.test(name));
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || !isPassedOn(name) ? [] : [[name, value]],
    ),
  );
}

export interface RunnerFiles {
  /** Holds the archive, and nothing of anybody else. */
  readonly folder: string;
  /** TypeScript is compiled by a native program. */
  readonly holdsTypeScript: boolean;
}

/** What Node calls its permission model; undefined where it has none. */
function permissionFlag(known: ReadonlySet<string>): string | undefined {
  return ['--permission', '--experimental-permission'].find((flag) => known.has(flag));
}

/**
 * Arguments of Node: the process may read its own program, the archive and whom to trust, write nothing, start nothing but threads.
 * Scripts have no access to files anyway; this holds should one break out of its sandbox.
 */
export function runnerArguments(
  settings: RunnerSettings,
  { folder, holdsTypeScript }: RunnerFiles,
  known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags,
): string[] {
  const { entry, threadEntry, maxHeapMb, scriptCaFile } = settings;
  const memory = [`--max-old-space-size=${maxHeapMb}`];
  const flag = permissionFlag(known);
  if (flag === undefined) return memory;
  const mayStartPrograms = holdsTypeScript || settings.allowBrowser;
  const readable = [
    ...[entry, threadEntry].map((file) => within(dirname(realpathSync(file)))),
    within(folder),
    // Whom this machine trusts is no secret, and scripts are to trust the same.
    ...SYSTEM_BUNDLES,
    ...(scriptCaFile === undefined ? [] : [resolve(scriptCaFile)]),
    ...(holdsTypeScript ? compilerFolders(threadEntry) : []),
  ];
  return [
    ...memory,
    flag,
    '--allow-worker',
    ...(mayStartPrograms ? ['--allow-child-process'] : []),
    ...(known.has('--allow-net') ? ['--allow-net'] : []),
    ...filePermissions(settings.allowBrowser, readable),
    // That threads must be used with caution is known.
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/** What starts Chromium may do anything through it; it has to read its program and to give it a folder. */
function filePermissions(allowBrowser: boolean, readable: readonly string[]): string[] {
  if (allowBrowser) return ['--allow-fs-read=*', `--allow-fs-write=${within(tmpdir())}`];
  return [...new Set(readable)].map((path) => `--allow-fs-read=${path}`);
}

const within = (folder: string): string => join(folder, '*');

/** Where the compiler and what it consists of are installed, and the links that lead there. */
function compilerFolders(threadEntry: string): string[] {
  const require = createRequire(threadEntry);
  const [installed = ''] = realpathSync(require.resolve('esbuild')).split(`${sep}node_modules${sep}`);
  const links = (require.resolve.paths('esbuild') ?? []).filter((path) => existsSync(join(path, 'esbuild')));
  return [join(installed, 'node_modules'), ...links].map(within);
}
