import { expect, test } from 'vitest';
import { deriveScenarios } from './derive-scenarios.ts';
import { parseFlagLayer } from './layers/flag-layer.ts';
import { parseScriptLayer } from './layers/script-layer.ts';
import type { Options } from './option-table.ts';
import { validateOptions } from './validate.ts';

function validate(options: Options, exported: readonly string[] = ['default']): void {
  validateOptions(deriveScenarios(options).options, (name) => exported.includes(name));
}

const script = (options: unknown): Options => parseScriptLayer(options).options;

test('accepts a plain test', () => {
  expect(() => validate({})).not.toThrow();
});

test('lists everything wrong in one message', () => {
  const options = script({
    scenarios: {
      s: { executor: 'constant-arrival-rate', rate: 0, duration: '10s' },
      e: { executor: 'shared-iterations', exec: 'zz' },
    },
    setupTimeout: 0,
  });
  expect(() => validate(options)).toThrow(
    expect.objectContaining({
      exitCode: 104,
      message:
        'There were problems with the specified script configuration:\n' +
        "\t- scenario s has configuration errors: the iteration rate must be more than 0, the number of preAllocatedVUs isn't specified\n" +
        '\t- setupTimeout must be positive\n' +
        "\t- executor e: function 'zz' not found in exports",
    }),
  );
});

test.each([
  [
    script({ scenarios: { 'bad name!': { executor: 'per-vu-iterations' } } }),
    'scenario bad name! has configuration errors: the scenario name should contain only numbers, latin letters, underscores, and dashes',
  ],
  [
    { vus: 10, iterations: 6 },
    "scenario default has configuration errors: the number of iterations (6) can't be less than the number of VUs (10)",
  ],
  [
    parseFlagLayer({ 'execution-segment': ['1/3'], 'execution-segment-sequence': ['0,1/2,1'] }),
    "provided segment 0:1/3 can't be found in sequence 0,1/2,1",
  ],
  [
    parseFlagLayer({ 'execution-segment': ['1/3'], 'execution-segment-sequence': [''] }),
    "provided segment 0:1/3 can't be found in sequence ",
  ],
])('refuses %o', (options, problem) => {
  expect(() => validate(options)).toThrow(
    `There were problems with the specified script configuration:\n\t- ${problem}`,
  );
});

test('names the exec function that is missing', () => {
  expect(() => validate({}, [])).toThrow("executor default: function 'default' not found in exports");
});
