import { expect, test } from 'vitest';
import type { FromAgent } from './messages/from-agent.ts';
import type { TenureStatus } from './messages/tenure.ts';
import type { Assignment, ToAgent } from './messages/to-agent.ts';
import { ProtocolError } from './protocol-error.ts';
import { decodeFromAgent, decodeToAgent, encodeFromAgent, encodeToAgent, protocolVersionOf } from './wire.ts';

const TENURE = { runId: 'run-1', instance: 2, epoch: 0 };
const HELLO = {
  type: 'hello',
  protocolVersion: 1,
  agentId: 'f00',
  name: 'agent-1',
  loadZone: 'amazon:us:palo alto',
  labels: { rack: '7' },
  capacity: { maxVUs: 500, fileDescriptors: 1024, maxArchiveBytes: 1e8 },
  credential: 'secret',
  squallVersion: '0.1.0',
} as const satisfies FromAgent;
const STATUS: TenureStatus = {
  tenure: TENURE,
  phase: { kind: 'running', startedAtMs: 12.5 },
  progress: {
    activeVUs: 3,
    initialisedVUs: 4,
    completeIterations: 16,
    interruptedIterations: 1,
    scenarios: [
      {
        scenario: 'default',
        state: {
          phase: 'running',
          elapsedMs: -3,
          activeVUs: 3,
          heldVUs: 3,
          iterationsDone: 17,
          iterationsPerSecond: 0,
        },
      },
    ],
    spanMs: 1_000,
    utilization: 0.25,
    maxLagMs: 1.5,
    cpuShare: 0.5,
    memoryBytes: 123_456_789,
  },
  abortRequested: undefined,
  markedAsFailed: false,
  account: { frames: 3, tally: { iterations: 17 } },
};
const ASSIGNMENT: Assignment = {
  tenure: TENURE,
  loadZone: 'local',
  executionSegment: '2/3:1',
  executionSegmentSequence: '0,1/3,2/3,1',
  archive: { hash: 'ab', bytes: 3 },
  optionsJson: '{}',
  env: { A: '1' },
  tags: { instance_id: '2', load_zone: 'local' },
  wallOffsetMs: 1.6e12,
  deniedTargets: ['*.internal.test', '10.0.0.0/8'],
  streamSamples: false,
  leaseMs: 10_000,
  closedLeaseMs: 1_000,
};
const ERROR = {
  code: 'SCRIPT_EXCEPTION',
  message: 'boom',
  hint: 'mend it',
  fields: { at: 'a.js:1' },
} as const;

const FROM_AGENT: readonly FromAgent[] = [
  HELLO,
  { type: 'probe-reply', id: 1, receivedAtMs: 5, sentAtMs: 5.1 },
  { type: 'heartbeat', sentAtMs: 7, tenures: [STATUS] },
  { type: 'status', status: { ...STATUS, phase: { kind: 'preparing' }, account: undefined } },
  { type: 'status', status: { ...STATUS, phase: { kind: 'ended', startedAtMs: undefined } } },
  { type: 'status', status: { ...STATUS, phase: { kind: 'failed', cause: 'test', error: ERROR } } },
  { type: 'fetch-archive', hash: 'ab', offset: 0, length: 3 },
  {
    type: 'stage-ended',
    tenure: TENURE,
    stage: 'setup',
    outcome: { kind: 'completed', resultJson: '{"a":1}' },
    account: { frames: 0, tally: {} },
  },
  { type: 'summarized', tenure: TENURE, outcome: { kind: 'timed-out', timeoutMs: 120_000 } },
  {
    type: 'summarized',
    tenure: TENURE,
    outcome: {
      kind: 'returned',
      result: {
        kind: 'entries',
        entries: [
          { target: 'stdout', content: 'hi' },
          { target: 'a.bin', content: Uint8Array.of(0, 255, 7) },
        ],
      },
    },
  },
  {
    type: 'log',
    tenure: undefined,
    records: [{ level: 'info', message: 'hello', fields: { n: 1, ok: true, s: 'x' }, timeMs: 1 }],
    dropped: 0,
  },
  { type: 'goodbye', reason: 'SIGTERM' },
  {
    type: 'inspected',
    inspectionId: 'i-1',
    outcome: {
      kind: 'inspected',
      exports: ['default', 'setup'],
      metrics: [{ name: 'orders', type: 'counter', contains: 'default' }],
      optionsJson: '{"vus":1}',
    },
  },
  { type: 'inspected', inspectionId: 'i-2', outcome: { kind: 'failed', cause: 'test', error: ERROR } },
];

const TO_AGENT: readonly ToAgent[] = [
  { type: 'welcome', heartbeatMs: 1_000 },
  { type: 'refused', reason: 'name-taken', message: 'there is an agent of that name' },
  { type: 'probe', id: 0 },
  { type: 'heartbeat-seen', sentAtMs: 3.25 },
  { type: 'prefetch', archive: { hash: 'ab', bytes: 3 } },
  { type: 'assign', assignment: ASSIGNMENT },
  { type: 'archive-chunk', hash: 'ab', offset: 1_000_000, bytes: Uint8Array.of(1, 2, 3) },
  { type: 'run-stage', tenure: TENURE, stage: 'teardown', timeoutMs: 60_000, dataJson: undefined },
  {
    type: 'start',
    tenure: TENURE,
    atMs: 100,
    elapsedMs: 0,
    setupDataJson: '[]',
    iterationsDone: { default: 4 },
  },
  { type: 'stop', tenure: TENURE, reason: 'thresholds crossed' },
  { type: 'fence', tenure: TENURE },
  { type: 'summarize', tenure: TENURE, dataJson: '{}', timeoutMs: 1 },
  { type: 'frame-ack', tenure: TENURE, through: 41 },
  { type: 'release', tenure: TENURE },
  {
    type: 'inspect',
    inspectionId: 'i-1',
    archive: { hash: 'ab', bytes: 3 },
    env: { HOST: 'x' },
    timeoutMs: 1_000,
  },
];

test.each(FROM_AGENT)('$type from an agent arrives as it was sent', (message) => {
  expect(decodeFromAgent(encodeFromAgent(message))).toEqual(message);
});

test.each(TO_AGENT)('$type to an agent arrives as it was sent', (message) => {
  expect(decodeToAgent(encodeToAgent(message))).toEqual(message);
});

test.each([
  ['not JSON', '{"type":', 'a message is not JSON'],
  ['no object', '[]', 'message must be an object, not a list'],
  ['no type', '{}', 'message.type must be a text, not missing'],
  ['an unknown type', '{"type":"nope"}', 'message.type is "nope", which is unknown'],
  ['a type every object has', '{"type":"constructor"}', 'message.type is "constructor", which is unknown'],
  [
    'a message of the other direction',
    '{"type":"welcome","heartbeatMs":1}',
    'message.type is "welcome", which is unknown',
  ],
  ['a missing field', '{"type":"goodbye"}', 'message.reason must be a text, not missing'],
  ['a field too many', '{"type":"goodbye","reason":"","x":1}', 'message has an unknown field "x"'],
  [
    'a fraction',
    '{"type":"probe-reply","id":1.5,"receivedAtMs":0,"sentAtMs":0}',
    'message.id must be a whole number from 0, not 1.5',
  ],
  [
    'a wrong field deep inside',
    JSON.stringify({
      type: 'status',
      status: { ...STATUS, progress: { ...STATUS.progress, scenarios: [{}] } },
    }),
    'message.status.progress.scenarios[0].scenario must be a text, not missing',
  ],
  [
    'bytes that are no base64',
    JSON.stringify({
      type: 'summarized',
      tenure: TENURE,
      outcome: {
        kind: 'returned',
        result: { kind: 'entries', entries: [{ target: 'a', content: { base64: '%' } }] },
      },
    }),
    'message.outcome.result.entries[0].content is not base64',
  ],
])('%s is refused with the place that is wrong', (_what, data, message) => {
  expect(() => decodeFromAgent(data)).toThrow(new ProtocolError(message));
});

test('an error never repeats a text it was given: it may be a secret', () => {
  const data = JSON.stringify({ ...HELLO, capacity: 'my secret' });
  expect(() => decodeFromAgent(data)).toThrow(
    'message.capacity must be an object, not a text of 9 characters',
  );
});

test('bytes that are neither a frame nor a chunk are refused', () => {
  expect(() => decodeFromAgent(Uint8Array.of(9))).toThrow('not a metric frame');
  expect(() => decodeToAgent(Uint8Array.of(9))).toThrow('not an archive chunk');
  expect(() => decodeToAgent(new Uint8Array())).toThrow('the message ends too early');
});

test('the version of a greeting can be read when nothing else of it is understood', () => {
  expect(protocolVersionOf('{"type":"hello","protocolVersion":2,"news":[]}')).toBe(2);
  expect(protocolVersionOf('null')).toBeUndefined();
  expect(protocolVersionOf(Uint8Array.of(1))).toBeUndefined();
});

test('keys of a record that mean something to objects stay plain keys', () => {
  const data = encodeFromAgent({ ...HELLO, labels: JSON.parse('{"__proto__":"x"}') });
  const hello = decodeFromAgent(data);
  if (hello.type !== 'hello') throw new Error('it is a greeting');
  expect(Object.entries(hello.labels)).toEqual([['__proto__', 'x']]);
});
