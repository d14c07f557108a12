import { expect, test } from 'vitest';
import { chooseScenarios, type ScenarioChoice, withoutOtherLoad } from './choose-scenarios.ts';
import { consolidate } from './consolidate.ts';
import { parseEnvLayer } from './layers/env-layer.ts';
import { parseFlagLayer } from './layers/flag-layer.ts';
import { parseScriptLayer } from './layers/script-layer.ts';

const API = { executor: 'per-vu-iterations', vus: 2, startTime: '5s', exec: 'api' };
const UI = {
  executor: 'constant-vus',
  duration: '30s',
  vus: 10,
  gracefulStop: '1s',
  exec: 'checkout',
  env: { GREET: 'hi' },
  tags: { team: 'core' },
  options: { browser: { type: 'chromium' } },
};

interface Sources {
  readonly script?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, readonly string[]>>;
}

function choose({ script = {}, env = {}, flags = {} }: Sources, choice: Partial<ScenarioChoice>) {
  const whole = { names: undefined, once: false, ...choice };
  const layers = {
    script: parseScriptLayer(script).options,
    env: parseEnvLayer(env),
    flags: parseFlagLayer(flags),
  };
  const given = withoutOtherLoad(layers, whole);
  const { config, notices } = chooseScenarios(consolidate(given.layers), whole);
  return { config, warnings: [...given.notices, ...notices].map(({ message }) => message) };
}

test('without a choice nothing changes', () => {
  const { config, warnings } = choose({ script: { vus: 3, duration: '5s' } }, {});
  expect(config).toMatchObject({ vus: 3, duration: 5_000 });
  expect(config.scenarios).toBeUndefined();
  expect(warnings).toEqual([]);
});

test('chosen scenarios stay as they are, the others are gone', () => {
  const script = { scenarios: { api: API, ui: UI, other: API } };
  const { config, warnings } = choose({ script }, { names: ['ui', 'api'] });
  expect(Object.keys(config.scenarios ?? {})).toEqual(['api', 'ui']);
  expect(config.scenarios?.ui).toMatchObject({ executor: 'constant-vus', vus: 10, gracefulStopMs: 1_000 });
  expect(warnings).toEqual([]);
});

test.each([
  [{ scenarios: { ui: UI, api: API } }, 'scenario "x" not found; available scenarios: api, ui'],
  [{ duration: '5s' }, 'scenario "x" not found; the script does not have any named scenario'],
])('of %j an unknown scenario is refused', (script, message) => {
  expect(() => choose({ script }, { names: ['x'] })).toThrow(message);
});

test('once keeps what runs and how, but not how much and when', () => {
  const { config } = choose({ script: { scenarios: { ui: UI } } }, { once: true });
  expect(config.scenarios?.ui?.json).toEqual({
    executor: 'shared-iterations',
    startTime: null,
    gracefulStop: null,
    env: { GREET: 'hi' },
    exec: 'checkout',
    tags: { team: 'core' },
    options: { browser: { type: 'chromium' } },
    vus: 1,
    iterations: 1,
    maxDuration: null,
  });
});

test.each([{}, { vus: 5, duration: '1m' }, { stages: [{ duration: '1m', target: 5 }] }])(
  'once takes the place of %j',
  (script) => {
    const { config } = choose({ script }, { once: true });
    expect(config.scenarios?.default).toMatchObject({ executor: 'shared-iterations', vus: 1, iterations: 1 });
    expect(config).not.toHaveProperty('duration');
    expect(config).not.toHaveProperty('vus');
    expect(config).not.toHaveProperty('stages');
  },
);

test('once needs a choice among several scenarios, and then runs each of them', () => {
  const script = { scenarios: { ui: UI, api: API, other: API } };
  expect(() => choose({ script }, { once: true })).toThrow('--once can run a single scenario only');
  const { config } = choose({ script }, { once: true, names: ['api', 'ui'] });
  expect(config.scenarios).toMatchObject({
    api: { executor: 'shared-iterations', vus: 1, iterations: 1, exec: 'api', startTimeMs: 0 },
    ui: { executor: 'shared-iterations', vus: 1, iterations: 1, exec: 'checkout' },
  });
  expect(config.scenarios).not.toHaveProperty('other');
});

test.each([
  [{ vus: ['3'] }, { names: ['ui'] }, '--scenario cannot be combined with --vus'],
  [{ iterations: ['3'] }, { once: true }, '--once cannot be combined with --iterations'],
  [{ stage: ['1s:3'] }, { once: true, names: ['ui'] }, '--scenario cannot be combined with --stage'],
])('flags %j contradict the choice %j', (flags, choice, message) => {
  expect(() => choose({ script: { scenarios: { ui: UI } }, flags }, choice)).toThrow(message);
});

test('load from the environment does not take the place of the choice', () => {
  const env = { K6_DURATION: '5s', K6_VUS: '7' };
  const { config, warnings } = choose({ script: { scenarios: { ui: UI } }, env }, { names: ['ui'] });
  expect(config.scenarios?.ui).toMatchObject({ vus: 10, durationMs: 30_000 });
  expect(warnings).toEqual([
    'K6_VUS is ignored, since --scenario says what to run',
    'K6_DURATION is ignored, since --scenario says what to run',
  ]);
});

test('thresholds of scenarios that do not run are left out, all others stay', () => {
  const thresholds = {
    checks: ['rate==1'],
    'iterations{scenario:api}': ['count>0'],
    'iterations{scenario:ui}': ['count>0'],
    'iterations{scenario:unheard-of}': ['count==0'],
    'iterations{broken': ['count==0'],
  };
  const { config, warnings } = choose(
    { script: { scenarios: { ui: UI, api: API }, thresholds } },
    { names: ['ui'] },
  );
  expect(Object.keys(config.thresholds ?? {})).toEqual([
    'checks',
    'iterations{scenario:ui}',
    'iterations{scenario:unheard-of}',
    'iterations{broken',
  ]);
  expect(warnings).toEqual([
    "The thresholds of 'iterations{scenario:api}' are left out, since that scenario does not run",
  ]);
});
