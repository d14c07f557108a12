// Accuracy of percentiles, and memory of a trend over 10^8 samples. Runs the sources, bundled on the fly.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SAMPLES = 100_000_000;

export async function measureTrend() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  const outfile = join(folder, 'core.mjs');
  const entry = join(dirname(fileURLToPath(import.meta.url)), '../packages/core/src/index.ts');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', outfile, logLevel: 'error' });
  const core = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true, force: true });
  return { ...accuracy(core), ...growth(core) };
}

function newTrend(core) {
  const recorder = new core.ThreadRecorder({ registry: core.createMetricRegistry() });
  const metrics = new core.RunMetrics({ registry: core.createMetricRegistry() });
  const series = recorder.series(recorder.registry.getOrCreate('bench', 'trend', 'time'), recorder.emptyTags);
  const flush = () => metrics.merge('bench', recorder.takeWindow());
  return { add: (value) => recorder.add(series, value, 0), flush, sink: () => metrics.get('bench').sink };
}

/** Log-normal latencies: the largest relative error of a percentile against the sorted values. */
function accuracy(core) {
  const trend = newTrend(core);
  const values = new Float64Array(1_000_000);
  for (let i = 0; i < values.length; i++) {
    const normal = Math.sqrt(-2 * Math.log(Math.random())) * Math.cos(2 * Math.PI * Math.random());
    values[i] = Math.exp(3 + normal);
    trend.add(values[i]);
    if (i % 10_000 === 0) trend.flush();
  }
  trend.flush();
  values.sort();
  let worst = 0;
  for (const p of [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]) {
    const exact = values[Math.round(p * (values.length - 1))];
    worst = Math.max(worst, Math.abs(core.trendStat(trend.sink(), `p(${p * 100})`) - exact) / exact);
  }
  return { 'percentile error, 10^6 samples (%)': worst * 100 };
}

function growth(core) {
  const trend = newTrend(core);
  const fill = (count) => {
    for (let i = 0; i < count; i++) {
      trend.add(Math.exp(3 + ((i * 2654435761) % 1000) / 250));
      if (i % 1_000_000 === 0) trend.flush();
    }
    trend.flush();
  };
  fill(1_000_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const startedMs = performance.now();
  fill(SAMPLES);
  const elapsedMs = performance.now() - startedMs;
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  return {
    'trend: add (ns)': (elapsedMs * 1e6) / SAMPLES,
    'trend: growth over 10^8 samples (MB)': Math.max(0.001, (after - before) / 1e6),
  };
}
