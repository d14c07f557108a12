// A thousand agents in one process, as far as a coordinator can tell: real messages, real frames, invented latencies.
// Agent k speaks in every tenth of a second that ends in k, as agents do that started at different times.
import {
  createMetricRegistry,
  ThreadRecorder,
  WindowCombiner,
  WindowTally,
} from '../packages/core/src/index.ts';
import { decodeToAgent, encodeFromAgent, PROTOCOL_VERSION } from '../packages/protocol/src/index.ts';

const TENTHS = 10;
/** Different windows in each second; agents take turns with them. */
const VARIANTS = 20;
const PAGES = ['home', 'search', 'cart', 'checkout'];
const REQUEST_TIMES = [
  'duration',
  'blocked',
  'connecting',
  'tls_handshaking',
  'sending',
  'waiting',
  'receiving',
];
const CHECKS = ['status is 200', 'has a title', 'has items', 'is fast'];
/** Of each agent. */
const REQUESTS_PER_SECOND = 200;

const logNormal = (median) =>
  median * Math.exp(Math.sqrt(-2 * Math.log(Math.random())) * Math.cos(6.283 * Math.random()));

/** What the thread of an agent measures: 50 series. */
class Workload {
  #recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  #combiner = new WindowCombiner();

  /** The window of one second, as it leaves the agent. */
  second() {
    for (const page of PAGES) {
      for (let i = 0; i < REQUESTS_PER_SECOND / PAGES.length; i++) this.#request(page);
    }
    const tags = { scenario: 'default', group: '' };
    for (let i = 0; i < REQUESTS_PER_SECOND / PAGES.length; i++) {
      this.#add('iterations', 'counter', 1, tags);
      this.#add('iteration_duration', 'trend', logNormal(200), tags);
      for (const check of CHECKS)
        this.#add('checks', 'rate', Math.random() < 0.99 ? 1 : 0, { ...tags, check });
      this.#add('basket_value', 'trend', logNormal(40), tags);
    }
    for (const name of [
      'data_sent',
      'data_received',
      'orders',
      'logins',
      'retries',
      'dropped_iterations',
      'bytes',
    ])
      this.#add(name, 'counter', Math.round(logNormal(50)), tags);
    this.#combiner.add(0, this.#recorder.takeWindow(), this.#recorder.takeSamples());
    return this.#combiner.take().window;
  }

  #request(page) {
    const tags = {
      scenario: 'default',
      group: '',
      name: page,
      url: `https://shop.example/${page}`,
      method: 'GET',
    };
    const all = { ...tags, status: '200', proto: 'HTTP/1.1', expected_response: 'true' };
    this.#add('http_reqs', 'counter', 1, all);
    this.#add('http_req_failed', 'rate', Math.random() < 0.01 ? 1 : 0, all);
    for (const time of REQUEST_TIMES) this.#add(`http_req_${time}`, 'trend', logNormal(50), all);
  }

  #add(name, type, value, tags) {
    const metric = this.#recorder.registry.getOrCreate(name, type, type === 'trend' ? 'time' : 'default');
    this.#recorder.add(this.#recorder.series(metric, this.#recorder.emptyTags.withAll(tags)), value, 0);
  }
}

const NOTHING_NEW = { metrics: [], series: [] };

class Agent {
  #number;
  #assignment;
  #phase = { kind: 'preparing' };
  #start;
  #frames = 0;
  #iterations = 0;
  #tally = new WindowTally();
  #account;
  #outgoing;

  constructor(number, outgoing) {
    this.#number = number;
    this.#outgoing = outgoing;
  }

  greet() {
    this.#send({
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      agentId: `process-${this.#number}`,
      name: `agent-${this.#number}`,
      loadZone: `zone-${this.#number % 5}`,
      labels: {},
      capacity: { maxVUs: 1_000, fileDescriptors: undefined, maxArchiveBytes: 1e9 },
      credential: 'token',
      squallVersion: 'benchmark',
    });
  }

  receive(data, nowMs) {
    const message = decodeToAgent(data);
    if (message.type === 'probe')
      this.#send({ type: 'probe-reply', id: message.id, receivedAtMs: nowMs, sentAtMs: nowMs });
    if (message.type === 'assign') {
      this.#assignment = message.assignment;
      this.#enter({ kind: 'ready' });
    }
    if (message.type === 'start') this.#start = message;
  }

  /** Once a second: how it is and what it measured. */
  speak(nowMs, window, durationMs) {
    if (this.#start !== undefined && this.#phase.kind === 'ready' && nowMs >= this.#start.atMs)
      this.#enter({ kind: 'running', startedAtMs: this.#start.atMs });
    const tenures = this.#assignment === undefined ? [] : [this.#status()];
    this.#send({ type: 'heartbeat', sentAtMs: nowMs, tenures });
    if (this.#phase.kind === 'running') this.#work(nowMs - this.#start.atMs, window, durationMs);
  }

  #work(elapsedMs, window, durationMs) {
    const definitions = this.#frames === 0 ? this.#tagged(window.definitions) : NOTHING_NEW;
    const own = { ...window, sequence: this.#frames, definitions };
    this.#tally.add(own);
    this.#iterations += REQUESTS_PER_SECOND / PAGES.length;
    this.#send({
      type: 'metric-frame',
      tenure: this.#assignment.tenure,
      sequence: this.#frames++,
      elapsedMs,
      iterationsDone: { default: this.#iterations },
      window: own,
      samples: [],
    });
    if (elapsedMs < durationMs) return;
    this.#account = { frames: this.#frames, tally: this.#tally.totals() };
    this.#enter({ kind: 'ended', startedAtMs: this.#phase.startedAtMs });
  }

  #tagged({ metrics, series }) {
    const { tags } = this.#assignment;
    return { metrics, series: series.map((one) => ({ ...one, tags: { ...one.tags, ...tags } })) };
  }

  #enter(phase) {
    this.#phase = phase;
    this.#send({ type: 'status', status: this.#status() });
  }

  #status() {
    const vus = this.#phase.kind === 'running' ? 100 : 0;
    const times = { elapsedMs: 1_000, activeVUs: vus, heldVUs: vus, iterationsPerSecond: 0 };
    const state = { phase: 'running', ...times, iterationsDone: this.#iterations };
    return {
      tenure: this.#assignment.tenure,
      phase: this.#phase,
      progress: {
        activeVUs: vus,
        initialisedVUs: 100,
        completeIterations: this.#iterations,
        interruptedIterations: 0,
        scenarios: [{ scenario: 'default', state }],
        spanMs: 1_000,
        utilization: 0.4,
        maxLagMs: 2,
      },
      abortRequested: undefined,
      markedAsFailed: false,
      account: this.#account,
    };
  }

  #send(message) {
    this.#outgoing.push([this.#number, encodeFromAgent(message)]);
  }
}

let outgoing = [];
const agents = [];
const workloads = Array.from({ length: VARIANTS }, () => new Workload());
let firstDefinitions;
let windows = [];

function nextWindows() {
  windows = workloads.map((workload) => workload.second());
  firstDefinitions ??= windows[0].definitions;
  windows = windows.map((window) => ({ ...window, definitions: firstDefinitions }));
}

process.on('message', ({ join = 0, tenth, nowMs, durationMs, letters }) => {
  const sink = { push: (letter) => outgoing.push(letter) };
  for (let i = 0; i < join; i++) {
    const agent = new Agent(agents.length, sink);
    agents.push(agent);
    agent.greet();
  }
  for (const [number, data] of letters) agents[number].receive(data, nowMs);
  if (tenth % TENTHS === 0) nextWindows();
  for (let number = tenth % TENTHS; number < agents.length; number += TENTHS)
    agents[number].speak(nowMs, windows[(number + tenth) % VARIANTS], durationMs);
  process.send({ letters: outgoing });
  outgoing = [];
});
