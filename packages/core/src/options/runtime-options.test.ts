import { expect, test } from 'vitest';
import { parseRuntimeOptions } from './runtime-options.ts';

const FOR_RUN = { includeSystemEnvVars: true };

test('has defaults', () => {
  expect(parseRuntimeOptions({}, {}, FOR_RUN)).toEqual({
    includeSystemEnvVars: true,
    env: {},
    compatibilityMode: 'extended',
    testType: '',
    noThresholds: false,
    summaryMode: 'compact',
    summaryExport: '',
    newMachineReadableSummary: false,
    tracesOutput: 'none',
  });
});

test('prefers flags to variables', () => {
  const env = { K6_SUMMARY_MODE: 'full', K6_NO_THRESHOLDS: 'true', K6_INCLUDE_SYSTEM_ENV_VARS: 'false' };
  const flags = { 'summary-mode': ['disabled'], 'no-thresholds': ['false'], env: ['A=b=c', 'D'] };
  expect(parseRuntimeOptions({}, env, FOR_RUN)).toMatchObject({
    summaryMode: 'full',
    noThresholds: true,
    includeSystemEnvVars: false,
  });
  expect(parseRuntimeOptions(flags, env, FOR_RUN)).toMatchObject({
    summaryMode: 'disabled',
    noThresholds: false,
    env: { A: 'b=c', D: '' },
  });
});

test.each([
  [{ env: ['1a=b'] }, {}, "invalid environment variable name '1a'"],
  [
    { 'compatibility-mode': ['foo'] },
    {},
    'invalid compatibility mode "foo". Use: "extended", "base", "experimental_enhanced"',
  ],
  [{ 'summary-mode': ['legacy'] }, {}, 'invalid summary mode'],
  [
    {},
    { K6_NO_THRESHOLDS: 'maybe' },
    'env var \'K6_NO_THRESHOLDS\' is not a valid boolean value: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
])('refuses flags %j with variables %j', (flags, env, message) => {
  expect(() => parseRuntimeOptions(flags, env, FOR_RUN)).toThrow(
    expect.objectContaining({ message, exitCode: 255 }),
  );
});
