import { describe, expect, test } from 'vitest';
import { deriveScenarios } from './derive-scenarios.ts';
import { parseScriptLayer } from './layers/script-layer.ts';

const derive = (options: unknown) => deriveScenarios(parseScriptLayer(options).options);
const scenarios = { a: { executor: 'constant-vus', duration: '5s' } };
const stages = [{ duration: '5s', target: 10 }];

describe('derives from the shortcuts', () => {
  test.each([
    [{ iterations: 6 }, { executor: 'shared-iterations', vus: 1, iterations: 6, maxDuration: null }],
    [
      { iterations: 6, vus: 2, duration: '5s' },
      { executor: 'shared-iterations', vus: 2, iterations: 6, maxDuration: '5s' },
    ],
    [
      { duration: '5s', vus: 3 },
      { executor: 'constant-vus', vus: 3, duration: '5s' },
    ],
    [{ duration: '1m' }, { executor: 'constant-vus', vus: 1, duration: '1m0s' }],
    [{ stages }, { executor: 'ramping-vus', startVUs: null, stages }],
    [
      { stages, vus: 4 },
      { executor: 'ramping-vus', startVUs: 4, stages },
    ],
    [{ vus: 3 }, { executor: 'shared-iterations', vus: 3, iterations: 3 }],
    [{}, { executor: 'per-vu-iterations', vus: null, iterations: null }],
    [
      { iterations: 1, stages: [] },
      { executor: 'shared-iterations', iterations: 1 },
    ],
  ])('%j', (options, expected) => {
    const derived = derive(options);
    expect(derived.options.scenarios.default?.json).toMatchObject(expected);
    expect(derived.notices).toEqual([]);
  });
});

test('uses scenarios as they are', () => {
  expect(Object.keys(derive({ scenarios }).options.scenarios)).toEqual(['a']);
});

test('keeps the shortcuts next to the scenario they became', () => {
  expect(derive({ vus: 2, duration: '1s' }).options).toMatchObject({ vus: 2, duration: 1000 });
});

test('lets vus alone replace scenarios, with a warning', () => {
  const { options, notices } = derive({ vus: 3, scenarios });
  expect(Object.keys(options.scenarios)).toEqual(['default']);
  expect(notices).toEqual([{ level: 'warning', message: '`vus=3` overrides scenarios configuration' }]);
});

test.each([
  [{ stages: [] }, 'stages'],
  [{ scenarios: {} }, 'scenarios'],
])('warns about the empty workload %j', (options, name) => {
  expect(derive(options).notices).toEqual([
    {
      level: 'warning',
      message: `\`${name}\` was explicitly set to an empty value, running the script with 1 iteration in 1 VU`,
    },
  ]);
});

describe('refuses workloads that contradict each other', () => {
  test.each([
    [{ iterations: 1, stages }, 'using `iterations` and `stages` options simultaneously is not allowed'],
    [
      { iterations: 1, scenarios },
      'using `iterations` and `scenarios` options simultaneously is not allowed',
    ],
    [{ duration: '1s', stages }, 'using `duration` and `stages` options simultaneously is not allowed'],
    [{ duration: '1s', scenarios }, 'using `duration` and `scenarios` options simultaneously is not allowed'],
    [{ stages, scenarios }, 'using `stages` and `scenarios` options simultaneously is not allowed'],
    [
      { duration: 0 },
      '`duration` option should be more than 0, for infinite duration use the externally-controlled executor',
    ],
  ])('%j', (options, message) => {
    expect(() => derive(options)).toThrow(expect.objectContaining({ message, exitCode: 104 }));
  });
});
