// What a coordinator costs with a thousand agents of 50 series each. Runs the sources, bundled on the fly.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** @returns {Promise<Record<string, number>>} */
export async function measureCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  try {
    await build({
      entryPoints: ['cluster-coordinator.mjs', 'cluster-agents.mjs'].map((name) => join(here, name)),
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['source'],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      logLevel: 'error',
    });
    const programs = ['cluster-coordinator.mjs', 'cluster-agents.mjs'].map((name) => join(folder, name));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', ...programs], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the simulated cluster ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
