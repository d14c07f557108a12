import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { copyParts } from './copy-parts.ts';

const dist = (name: string) => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));

/** Files that are loaded with a code cache, see `src/startup/load-built.ts`. */
const CACHED = ['program.js', 'script-thread.js'];

const HEAD = '(function (exports, require, module, __filename, __dirname) {';

/** What a typical script needs; nobody listens on the port. */
const WARM_UP_SCRIPT = `
  import http from 'k6/http';
  import { check, sleep } from 'k6';
  export const options = { thresholds: { checks: ['rate>=0'] } };
  export default function () {
    check(http.get('http://127.0.0.1:1/'), { 'status is 0': ({ status }) => status === 0 });
    sleep(0.001);
  }
`;

/**
 * Puts beside the program what it reads, and runs a script with what was built, so that V8 compiles what a run needs,
 * and keeps the result.
 */
export async function finishBuild(): Promise<void> {
  copyParts();
  writeFileSync(dist('package.json'), '{ "type": "commonjs" }\n');
  for (const name of CACHED) seal(dist(name));
  const recorder = fileURLToPath(new URL('record-code-cache.cjs', import.meta.url));
  const args = ['--require', recorder, dist('main.js'), 'run', '--quiet', '-'];
  // Nothing of the user's, whose variables and configuration file may say anything.
  const env = { HOME: dist(''), APPDATA: dist(''), SystemRoot: process.env.SystemRoot };
  const { status, stderr } = spawnSync(process.execPath, args, {
    env,
    input: WARM_UP_SCRIPT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the built program does not run:\n${stderr}`);
}

/** Makes the file a function with nothing but ASCII, and ends it with a hash, which its code cache begins with. */
function seal(file: string): void {
  // esbuild escapes what is code; what it leaves stands in comments.
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const source = readFileSync(file, 'utf8').replace(/[^\0-\x7f]/g, escaped);
  if (source.startsWith(HEAD)) return;
  const stamp = createHash('sha256').update(source).digest('hex');
  writeFileSync(file, `${HEAD}${source}\n})//${stamp}`);
}
