import { parseScenario, type ScenarioConfig } from '@squall/core';
import { expect, test } from 'vitest';
import { refuseControlled } from './refuse-controlled.ts';

const scenarios = (json: Readonly<Record<string, object>>): Record<string, ScenarioConfig> =>
  Object.fromEntries(Object.entries(json).map(([name, one]) => [name, parseScenario(name, one)]));

const looping = { executor: 'constant-vus', vus: 1, duration: '1s' };
const controlled = { executor: 'externally-controlled', vus: 1, duration: 0 };

test('a scenario that is controlled from outside is refused by name', () => {
  expect(() => refuseControlled(scenarios({ looping, steered: controlled }))).toThrow(
    "a run over several machines does not support externally-controlled, which scenario 'steered' asks for",
  );
});

test('all others are taken', () => {
  expect(() => refuseControlled(scenarios({ looping }))).not.toThrow();
});
