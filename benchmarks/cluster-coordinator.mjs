// One coordinator with a thousand agents, which live in another process: what it costs is what this process costs.
// Time is virtual, so nothing waits; a simulated second takes as long as the work in it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { AgentPool, startClusterRun, viewCluster } from '../packages/coordinator/src/index.ts';
import { createMetricRegistry, parseScenario, validateThresholds } from '../packages/core/src/index.ts';
import { VirtualClock } from '../packages/testkit/src/virtual-clock.ts';

const AGENTS = 1_000;
const TENTH_MS = 100;
const WARM_UP_S = 30;
const MEASURED_S = 130;
const DURATION_MS = (WARM_UP_S + MEASURED_S + 5) * 1_000;
const threshold = (text) => ({ threshold: text, abortOnFail: false, delayAbortEvalMs: null });
const THRESHOLDS = {
  http_req_duration: [threshold('p(95)<100000'), threshold('avg<100000')],
  'http_req_duration{name:cart}': [threshold('p(99)<100000')],
  http_req_failed: [threshold('rate<0.5')],
  checks: [threshold('rate>0.5')],
};

const clock = new VirtualClock({ startMs: 1_000 });
const log = {
  log(level, message, fields) {
    if (level === 'error') throw new Error(`${message} ${JSON.stringify(fields)}`);
  },
};
const pool = new AgentPool({ clock, log, authenticate: (credential) => credential === 'token' });
const agentsProcess = fork(process.argv[2], { serialization: 'advanced' });

const listeners = [];
let toAgents = [];
const frames = { count: 0, bytes: 0, ms: 0, counting: false };

function accept(number) {
  pool.accept({
    send: (data) => void toAgents.push([number, data]),
    close: () => undefined,
    listen: (listener) => {
      listeners[number] = listener;
    },
  });
}

function deliver([number, data]) {
  if (typeof data === 'string' || !frames.counting) return listeners[number].message(data);
  const startedMs = performance.now();
  listeners[number].message(data);
  frames.ms += performance.now() - startedMs;
  frames.count++;
  frames.bytes += data.length;
}

let tenth = 0;
let joining = AGENTS;

/** A tenth of a second: what the agents have to say, then whatever is due. */
async function step() {
  const letters = toAgents;
  toAgents = [];
  agentsProcess.send({ join: joining, tenth: tenth++, nowMs: clock.now(), durationMs: DURATION_MS, letters });
  joining = 0;
  const [{ letters: received }] = await once(agentsProcess, 'message');
  received.forEach(deliver);
  clock.advance(TENTH_MS);
}

function scenarioOf() {
  return parseScenario('default', {
    executor: 'constant-arrival-rate',
    rate: AGENTS * 125,
    duration: `${DURATION_MS}ms`,
    preAllocatedVUs: AGENTS * 100,
    gracefulStop: '10s',
  });
}

function thresholdPlan() {
  const registry = createMetricRegistry();
  registry.getOrCreate('http_req_duration', 'trend', 'time');
  registry.getOrCreate('http_req_failed', 'rate');
  registry.getOrCreate('checks', 'rate');
  return { thresholdConfigs: THRESHOLDS, thresholds: validateThresholds(THRESHOLDS, registry) };
}

function start() {
  const declared = [
    { name: 'http_req_duration', type: 'trend', contains: 'time' },
    { name: 'http_req_failed', type: 'rate', contains: 'default' },
    { name: 'checks', type: 'rate', contains: 'default' },
  ];
  const spec = {
    runId: 'run-1',
    archive: { hash: 'a1', bytes: 0, read: () => new Uint8Array() },
    optionsJson: '{}',
    env: {},
    runTags: {},
    scenarios: { default: scenarioOf() },
    declaredMetrics: declared,
    systemTags: ['expected_response'],
    zones: [{ label: 'default', loadZone: undefined, weight: 100, agents: AGENTS }],
    onAgentLoss: 'fail',
    setupTimeoutMs: undefined,
    teardownTimeoutMs: undefined,
    handleSummaryTimeoutMs: 1_000,
    joinTimeoutMs: 60_000,
    ...thresholdPlan(),
  };
  const controller = new AbortController();
  const stop = {
    signal: controller.signal,
    reason: undefined,
    request(reason) {
      stop.reason ??= reason;
      controller.abort();
    },
  };
  return startClusterRun(spec, {
    pool,
    clock,
    log,
    outputs: [],
    stop,
    onLogLine: () => undefined,
    onPhase: () => undefined,
  });
}

async function simulate(seconds, run) {
  for (let second = 0; second < seconds; second++) {
    for (let i = 0; i < 10; i++) await step();
    viewCluster(run, clock.now());
  }
}

async function memoryMb() {
  globalThis.gc();
  // Buffers of messages that have been read are given back a little later.
  await setTimeout(100);
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

for (let number = 0; number < AGENTS; number++) accept(number);
const { run, result } = start();
while (run.phase !== 'running') await step();
await simulate(WARM_UP_S, run);
const memoryBeforeMb = await memoryMb();
frames.counting = true;
const cpuBeforeMs = cpuMs();
await simulate(MEASURED_S, run);
const usedMs = cpuMs() - cpuBeforeMs;
frames.counting = false;
const memoryAfterMb = await memoryMb();

let ended;
void result.then((value) => {
  ended = value;
});
while (ended === undefined) await step();
agentsProcess.kill();
const { kind, problems } = ended.completeness;
if (kind !== 'complete' || ended.error !== undefined)
  throw new Error(`the run is ${kind}: ${problems.join('; ')} ${ended.error?.message ?? ''}`);

console.log(
  JSON.stringify({
    'coordinator CPU of a core (%)': usedMs / MEASURED_S / 10,
    'CPU per frame, everything included (µs)': (usedMs * 1e3) / frames.count,
    'decode, merge and acknowledge a frame (µs)': (frames.ms * 1e3) / frames.count,
    'size of a frame (bytes)': frames.bytes / frames.count,
    'memory (MB)': memoryAfterMb,
    'growth of memory per minute (MB)': Math.max(0.001, ((memoryAfterMb - memoryBeforeMb) / MEASURED_S) * 60),
  }),
);
process.exit(0);
