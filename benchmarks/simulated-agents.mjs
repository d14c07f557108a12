// Agents as far as a coordinator can tell: real messages, real frames, invented latencies.
import {
  createMetricRegistry,
  ThreadRecorder,
  WindowCombiner,
  WindowTally,
} from '../packages/core/src/index.ts';
import { decodeToAgent, encodeFromAgent, PROTOCOL_VERSION } from '../packages/protocol/src/index.ts';

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
/** How many pages a session has: checks and iterations come once in as many requests. */
const PAGES_OF_SESSION = 4;

const logNormal = (median) =>
  median * Math.exp(Math.sqrt(-2 * Math.log(Math.random())) * Math.cos(6.283 * Math.random()));

/** What the thread of an agent measures: nine series for each page, and fourteen besides. */
export class Workload {
  #pages;
  #requestsPerSecond;
  #recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  #combiner = new WindowCombiner();

  constructor({ pages, requestsPerSecond }) {
    this.#pages = pages;
    this.#requestsPerSecond = requestsPerSecond;
  }

  /** The window of one second, as it leaves the agent. */
  second() {
    for (let i = 0; i < this.#requestsPerSecond; i++) this.#request(this.#pages[i % this.#pages.length]);
    const tags = { scenario: 'default', group: '' };
    for (let i = 0; i < this.#requestsPerSecond / PAGES_OF_SESSION; i++) {
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
    const contains = name.startsWith('data_') ? 'data' : type === 'trend' ? 'time' : 'default';
    const metric = this.#recorder.registry.getOrCreate(name, type, contains);
    this.#recorder.add(this.#recorder.series(metric, this.#recorder.emptyTags.withAll(tags)), value, 0);
  }
}

const NOTHING_NEW = { metrics: [], series: [] };

export class SimulatedAgent {
  #number;
  #hello;
  #requestsPerSecond;
  #assignment;
  #phase = { kind: 'preparing' };
  #start;
  #frames = 0;
  #iterations = 0;
  #tally = new WindowTally();
  #account;
  #outgoing;

  constructor(number, { hello, requestsPerSecond, outgoing }) {
    this.#number = number;
    this.#hello = hello;
    this.#requestsPerSecond = requestsPerSecond;
    this.#outgoing = outgoing;
  }

  greet() {
    this.#send({
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      agentId: `process-${this.#number}`,
      name: `agent-${this.#number}`,
      labels: {},
      capacity: { maxVUs: 1_000, fileDescriptors: undefined, maxArchiveBytes: 1e9 },
      squallVersion: 'benchmark',
      ...this.#hello,
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
    if (message.type === 'inspect') {
      const outcome = { kind: 'inspected', exports: ['default'], metrics: [] };
      this.#send({ type: 'inspected', inspectionId: message.inspectionId, outcome });
    }
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
    this.#iterations += Math.round(this.#requestsPerSecond / PAGES_OF_SESSION);
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
        cpuShare: 0.4,
        memoryBytes: 1e8,
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
