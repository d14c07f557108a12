import { expect, test } from 'vitest';
import { parseSegment, parseSegmentSequence } from '../segment/segment.ts';
import { createSegmentTuple, WHOLE_TUPLE } from '../segment/segment-tuple.ts';
import { executorOf, parseScenario, validateScenario } from './executors.ts';

const parse = (json: unknown) => parseScenario('s', json);
const problemsOf = (json: object) => validateScenario('s', parse(json));
const describe = (json: object, tuple = WHOLE_TUPLE) => {
  const config = parse(json);
  return executorOf(config).describe(config, tuple);
};
const shared = { executor: 'shared-iterations' };
const looping = { executor: 'constant-vus', duration: '30s' };
const ramp = { executor: 'ramping-vus' };
const arrival = { executor: 'constant-arrival-rate' };
const controlled = { executor: 'externally-controlled', vus: 2 };
const rampedArrival = { executor: 'ramping-arrival-rate', preAllocatedVUs: 1 };

test.each([
  [{}, "scenario 's' doesn't have a specified executor type"],
  [{ executor: '' }, "scenario 's' doesn't have a specified executor type"],
  [{ executor: 'nope' }, "unknown executor type 'nope'"],
  [{ executor: 'toString' }, "unknown executor type 'toString'"],
  [{ executor: 'constant-users' }, "unknown executor type 'constant-users'"],
  [{ ...shared, foo: 1 }, 'json: unknown field "foo"'],
  [{ ...looping, stages: [] }, 'json: unknown field "stages"'],
  [{ ...ramp, stages: [{ duration: '1s', goal: 3 }] }, 'json: unknown field "goal"'],
  [
    { ...shared, vus: 5.5 },
    'json: cannot unmarshal number 5.5 into Go struct field SharedIterationsConfig.vus of type int64',
  ],
  [{ ...shared, vus: 'a' }, 'strconv.ParseInt: parsing "a": invalid syntax'],
  [
    { ...shared, vus: '9999999999999999999' },
    'strconv.ParseInt: parsing "9999999999999999999": value out of range',
  ],
  [{ ...shared, vus: true }, 'json: cannot unmarshal bool into Go value of type null.Int'],
  [{ ...shared, exec: 5 }, 'json: cannot unmarshal float64 into Go value of type null.String'],
  [{ ...shared, maxDuration: 'xx' }, 'time: invalid duration "xx"'],
  [
    { ...shared, tags: { a: 1 } },
    'json: cannot unmarshal number into Go struct field SharedIterationsConfig.tags of type string',
  ],
  [
    { ...shared, env: [] },
    'json: cannot unmarshal array into Go struct field SharedIterationsConfig.env of type map[string]string',
  ],
])('refuses to read %j', (json, message) => {
  expect(() => parse(json)).toThrow(message);
});

test('shows every field in k6 order, null where unset', () => {
  const { json } = parse({ tags: { b: '2', a: '1' }, ...shared, vus: '5', maxDuration: 10_000 });
  expect(JSON.stringify(json)).toBe(
    '{"executor":"shared-iterations","startTime":null,"gracefulStop":null,"env":null,"exec":null,' +
      '"tags":{"a":"1","b":"2"},"vus":5,"iterations":null,"maxDuration":"10s"}',
  );
});

test('keeps browser options in their place', () => {
  const config = parse({ ...looping, options: { browser: { type: 'chromium' } } });
  expect(config.browser).toEqual({ type: 'chromium' });
  expect(Object.keys(config.json)).toEqual([
    'executor',
    'startTime',
    'gracefulStop',
    'env',
    'exec',
    'tags',
    'options',
    'vus',
    'duration',
  ]);
});

test('shows stages with normalised durations', () => {
  const { json } = parse({ ...ramp, stages: [{ duration: 1_500.5, target: '7' }, { target: 1 }, null] });
  expect(json.stages).toEqual([
    { duration: '1.5005s', target: 7 },
    { duration: null, target: 1 },
    { duration: null, target: null },
  ]);
});

test('matches field names without regard to case and takes null for unset', () => {
  const config = parse({
    Executor: 'constant-arrival-rate',
    rate: 1,
    preallocatedvus: 4,
    gracefulStop: null,
  });
  expect(config).toMatchObject({ preAllocatedVUs: 4, maxVUs: 4, gracefulStopMs: 30_000, exec: 'default' });
});

test.each([
  [{ ...shared, vus: 0 }, ['the number of VUs must be more than 0']],
  [
    { ...shared, vus: 10, iterations: 6 },
    ["the number of iterations (6) can't be less than the number of VUs (10)"],
  ],
  [{ ...shared, maxDuration: '100ms' }, ['the maxDuration must be at least 1s, but is 100ms']],
  [{ executor: 'per-vu-iterations', iterations: 0 }, ['the number of iterations must be more than 0']],
  [{ executor: 'constant-vus' }, ['the duration is unspecified']],
  [
    { ...looping, duration: '500ms', vus: -1 },
    ['the number of VUs must be more than 0', 'the duration must be at least 1s, but is 500ms'],
  ],
  [
    { ...looping, exec: '', startTime: '-1s', gracefulStop: '-1s' },
    [
      'exec value cannot be empty',
      "the startTime can't be negative",
      "the gracefulStop timeout can't be negative",
    ],
  ],
  [
    { ...ramp, startVUs: -1, stages: [{ duration: '1s', target: 1 }] },
    ["the number of start VUs can't be negative"],
  ],
  [{ ...ramp }, ['at least one stage has to be specified']],
  [
    { ...ramp, startVUs: 0, stages: [{ target: 0 }, { duration: '1s' }, { duration: '-1s', target: -1 }] },
    [
      "either startVUs or one of the stages' target values must be greater than 0",
      "stage 1 doesn't have a duration",
      "stage 2 doesn't have a target",
      "the duration for stage 3 can't be negative",
      "the target for stage 3 can't be negative",
    ],
  ],
  [
    { ...ramp, startVUs: 100_000_001, stages: [{ duration: '1s', target: 100_000_001 }] },
    ['the startVUs exceed max limit of 100000000', 'target for stage 1 exceeds max limit of 100000000'],
  ],
  [{ ...ramp, stages: [{ duration: 0, target: 5 }] }, []],
  [
    { ...arrival, rate: 0, duration: '1s' },
    ['the iteration rate must be more than 0', "the number of preAllocatedVUs isn't specified"],
  ],
  [
    { ...arrival, timeUnit: 0, preAllocatedVUs: -1 },
    [
      "the iteration rate isn't specified",
      'the timeUnit must be more than 0',
      'the duration is unspecified',
      "the number of preAllocatedVUs can't be negative",
    ],
  ],
  [
    { ...arrival, rate: 1, duration: '1s', preAllocatedVUs: 3, maxVUs: 2 },
    ["maxVUs can't be less than preAllocatedVUs"],
  ],
  [
    { ...rampedArrival, startRate: -1, timeUnit: '-1s', stages: [] },
    [
      "the startRate value can't be negative",
      'the timeUnit must be more than 0',
      'at least one stage has to be specified',
    ],
  ],
  [
    { executor: 'externally-controlled' },
    ["the number of VUs isn't specified", 'the duration is unspecified, for infinite duration use 0'],
  ],
  [{ ...controlled, duration: 0, maxVUs: 1 }, ["maxVUs can't be less than the number of VUs (2)"]],
  [{ ...controlled, duration: 0, vus: -1 }, ["the number of VUs can't be negative"]],
  [{ ...controlled, duration: 0, vus: 0 }, ['the number of maxVUs must be more than 0']],
  [
    { ...controlled, duration: '-1s', gracefulStop: '1s' },
    [
      "the duration can't be negative, for infinite duration use 0",
      'gracefulStop is not supported by the externally-controlled executor',
    ],
  ],
  [{ ...controlled, duration: 0, vus: 0, maxVUs: 5 }, []],
])('finds in %j: %j', (json, problems) => {
  expect(problemsOf(json)).toEqual(problems);
});

test.each([
  ['', "scenario name can't be empty"],
  ['bad name!', 'the scenario name should contain only numbers, latin letters, underscores, and dashes'],
])('refuses the scenario name %j', (name, problem) => {
  expect(validateScenario(name, parse(looping))).toEqual([problem]);
  expect(validateScenario('a-B_9', parse(looping))).toEqual([]);
});

test.each([
  [
    { ...shared, vus: 4, iterations: 6 },
    '6 iterations shared among 4 VUs (maxDuration: 10m0s, gracefulStop: 30s)',
  ],
  [
    { executor: 'per-vu-iterations', vus: 3, iterations: 2, exec: 'b' },
    '2 iterations for each of 3 VUs (maxDuration: 10m0s, exec: b, gracefulStop: 30s)',
  ],
  [{ ...looping, vus: 3 }, '3 looping VUs for 30s (gracefulStop: 30s)'],
  [{ ...looping, vus: 3, gracefulStop: 0 }, '3 looping VUs for 30s'],
  [{ ...controlled, duration: '1m' }, '2 looping VUs controlled from outside, up to 2, for 1m0s'],
  [
    { ...controlled, maxVUs: 9, duration: 0, exec: 'b' },
    '2 looping VUs controlled from outside, up to 9, for as long as wanted (exec: b)',
  ],
  [
    {
      ...ramp,
      startTime: '5s',
      stages: [
        { duration: '30s', target: 10 },
        { duration: '30s', target: 0 },
      ],
    },
    'Up to 10 looping VUs for 1m0s over 2 stages (gracefulRampDown: 30s, startTime: 5s, gracefulStop: 30s)',
  ],
  [
    { ...arrival, rate: 4, duration: '1s', preAllocatedVUs: 1, maxVUs: 3 },
    '4.00 iterations/s for 1s (maxVUs: 1-3, gracefulStop: 30s)',
  ],
  [
    {
      ...rampedArrival,
      preAllocatedVUs: 3,
      stages: [
        { duration: '2s', target: 5 },
        { duration: '1s', target: 5 },
      ],
    },
    'Up to 5.00 iterations/s for 3s over 2 stages (maxVUs: 3, gracefulStop: 30s)',
  ],
  [
    { ...arrival, rate: 90, timeUnit: '1m', duration: '1h', preAllocatedVUs: 1 },
    '1.50 iterations/s for 1h0m0s (maxVUs: 1, gracefulStop: 30s)',
  ],
])('describes %j', (json, text) => {
  expect(describe(json)).toBe(text);
});

test.each([
  ['0:1/2', '6 iterations shared among 4 VUs', '2.50 iterations/s for 2s (maxVUs: 2,'],
  ['1/2:3/4', '3 iterations shared among 2 VUs', '1.25 iterations/s for 2s (maxVUs: 1,'],
  ['3/4:1', '1 iterations shared among 1 VUs', '1.25 iterations/s for 2s (maxVUs: 1,'],
])('describes what segment %s does', (segment, sharedText, arrivalText) => {
  const tuple = createSegmentTuple(parseSegment(segment), parseSegmentSequence('0,1/2,3/4,1'));
  expect(describe({ ...shared, vus: 7, iterations: 10 }, tuple)).toContain(sharedText);
  expect(describe({ ...arrival, rate: 5, duration: '2s', preAllocatedVUs: 4 }, tuple)).toContain(arrivalText);
});

test('describes a segment that gets nothing', () => {
  const tuple = createSegmentTuple(parseSegment('1/3:2/3'), parseSegmentSequence('0,1/3,2/3,1'));
  expect(describe({ ...shared, vus: 1, iterations: 3 }, tuple)).toContain('0 iterations shared among 0 VUs');
});
