import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const source = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const ENTRIES = {
  agent: source('apps/agent/src/agent-process.fixture.ts'),
  runner: source('apps/agent/src/runner/runner-entry.ts'),
  'script-thread': source('packages/runtime/src/worker/thread-entry.ts'),
  'sync-thread': source('packages/runtime/src/transport/sync-thread-entry.ts'),
};

/** The runner as the program's build makes it: Node cannot start processes and threads from TypeScript. */
export interface BuiltRunner {
  readonly entry: string;
  readonly threadEntry: string;
  /** `agent-process.fixture.ts`. */
  readonly agent: string;
}

let built: Promise<BuiltRunner> | undefined;

/** Once for all tests of a file. */
export function buildRunner(): Promise<BuiltRunner> {
  built ??= bundle();
  return built;
}

afterAll(async () => {
  if (built !== undefined) rmSync(dirname((await built).entry), { recursive: true, force: true });
});

async function bundle(): Promise<BuiltRunner> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-built-runner-'));
  await build({
    entryPoints: ENTRIES,
    outdir: folder,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    external: ['esbuild'],
    define: { 'import.meta.url': '__file.url' },
    banner: {
      js: "const __file = { get url() { return require('node:url').pathToFileURL(__filename).href; } };",
    },
    logLevel: 'error',
  });
  const require = createRequire(import.meta.url);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(dirname(require.resolve('esbuild/package.json')), join(folder, 'node_modules/esbuild'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  const built = (name: string) => join(folder, `${name}.js`);
  return { entry: built('runner'), threadEntry: built('script-thread'), agent: built('agent') };
}
