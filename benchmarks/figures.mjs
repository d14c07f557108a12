// What is measured: each figure runs a script with a command and reads its value off the run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, median } from './measure.mjs';

const scripts = join(dirname(fileURLToPath(import.meta.url)), 'scripts');

async function run(command, args, script, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  const summaryFile = join(folder, 'summary.json');
  const [program, ...before] = command;
  const given = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const all = [
    ...before,
    'run',
    '--quiet',
    '--summary-export',
    summaryFile,
    ...given,
    ...args,
    join(scripts, script),
  ];
  const cost = await measure(program, all, { cwd: folder });
  try {
    if (cost.code !== 0) throw new Error(`${all.join(' ')} ended with ${cost.code}:\n${cost.stderr}`);
    return { ...cost, metrics: JSON.parse(readFileSync(summaryFile, 'utf8')).metrics, folder };
  } finally {
    if (!args.some((arg) => arg.startsWith('json='))) rmSync(folder, { recursive: true, force: true });
  }
}

/** Cost of starting up, taken off CPU figures so that they are per iteration. */
const idle = new Map();
async function idleCpuS(command) {
  const key = command.join(' ');
  if (!idle.has(key)) idle.set(key, (await run(command, ['-i', '1'], 'empty.js')).cpuS);
  return idle.get(key);
}

async function perIteration(command, args, script, env) {
  const result = await run(command, args, script, env);
  const iterations = result.metrics.iterations.count;
  return {
    'CPU per iteration (µs)': ((result.cpuS - (await idleCpuS(command))) / iterations) * 1e6,
    'iterations/s': result.metrics.iterations.rate,
  };
}

/** Start errors in ms: how late each iteration began, against the best fitting first due time. */
function startErrors(file, rate) {
  const starts = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.startsWith('{"metric":"iteration_duration","type":"Point"')) continue;
    const { time, value } = JSON.parse(line).data;
    const [, seconds, fraction = '0'] = time.match(/^(.*?)(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/);
    starts.push(Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000 - value);
  }
  starts.sort((a, b) => a - b);
  const late = starts.map((start, k) => start - starts[0] - (k * 1000) / rate);
  const earliest = late.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  return late.map((value) => value - earliest).sort((a, b) => a - b);
}

async function punctuality(command, rate) {
  const result = await run(command, ['--out', 'json=samples.json'], 'arrival.js', { RATE: rate });
  const errors = startErrors(join(result.folder, 'samples.json'), rate);
  rmSync(result.folder, { recursive: true, force: true });
  const at = (p) => errors[Math.min(errors.length - 1, Math.floor(p * errors.length))];
  return {
    [`start error p50 at ${rate}/s (ms)`]: at(0.5),
    [`start error p99 at ${rate}/s (ms)`]: at(0.99),
    [`iterations started of ${rate * 10}`]: errors.length,
  };
}

/** What a loop of bare sockets needs for the same requests: how fast this machine is. */
export function bareLoop(url) {
  return loop('bare-loop.mjs', url);
}

function loop(file, url) {
  const script = join(dirname(fileURLToPath(import.meta.url)), file);
  const { stdout } = spawnSync(process.execPath, [script, url, '5'], { encoding: 'utf8' });
  const { requestsPerSecond, cpuUs } = JSON.parse(stdout);
  return { 'CPU per iteration (µs)': cpuUs, 'iterations/s': requestsPerSecond };
}

/** The same function called by Node itself. */
async function plainNode() {
  const { default: iteration } = await import(join(scripts, 'compute.js'));
  const times = [];
  for (let i = 0; i < 2000; i++) {
    const startedMs = performance.now();
    iteration();
    times.push(performance.now() - startedMs);
  }
  return { 'iteration (ms)': median(times) };
}

export const REFERENCES = {
  'http.get + check, 50 VUs': (target) => bareLoop(target.http),
  'the same over TLS, HTTP/1.1': (target) => bareLoop(target.https),
  'the same over TLS, HTTP/2': (target) => loop('node-http2-loop.mjs', target.http2),
  'script-heavy iteration': plainNode,
};

export const FIGURES = {
  'http.get + check, 50 VUs': (command, target) =>
    perIteration(command, ['-u', '50', '-d', '10s'], 'http.js', { TARGET: target.http }),
  'the same over TLS, HTTP/1.1': (command, target) =>
    perIteration(command, ['-u', '50', '-d', '10s'], 'http.js', { TARGET: target.https }),
  'the same over TLS, HTTP/2': (command, target) =>
    perIteration(command, ['-u', '50', '-d', '10s'], 'http.js', { TARGET: target.http2 }),
  '5,000 VUs with a connection each': async (command, target) => ({
    'peak memory (MB)': (await run(command, [], 'connections.js', { TARGET: target.http })).peakMb,
  }),
  'script-heavy iteration': async (command) => {
    const { metrics } = await run(command, ['-u', '1', '-d', '8s'], 'compute.js');
    return { 'iteration (ms)': metrics.iteration_duration.med };
  },
  'empty iterations': async (command) => ({
    'iterations/s': (await run(command, ['-u', '50', '-d', '6s'], 'empty.js')).metrics.iterations.rate,
  }),
  'start-up, one iteration': async (command) => ({
    'whole process (ms)': (await run(command, ['-i', '1'], 'empty.js')).wallMs,
  }),
  'arrival rate 1k/s': (command) => punctuality(command, 1_000),
  'arrival rate 10k/s': (command) => punctuality(command, 10_000),
};
