import { UserError } from '@squall/core';
import { expect, test } from 'vitest';
import { outcomeOf } from './cloud-outcome.ts';

const error = (message: string) => ({ message, exitCode: 1, fields: {} });
const CROSSED = {
  metrics: [{ metric: 'http_reqs', results: [{ expression: 'count>9', ok: false }], failed: true }],
  failing: ['http_reqs'],
  shouldAbort: false,
};

test('a run without an error has passed', () => {
  expect(outcomeOf({ thresholds: undefined, error: undefined }, undefined, undefined)).toEqual({
    to: 'completed',
    result: 'passed',
    thresholds: [],
  });
});

test('a run whose thresholds were crossed at its end has failed', () => {
  expect(outcomeOf({ thresholds: CROSSED, error: error('crossed') }, undefined, undefined)).toMatchObject({
    to: 'completed',
    result: 'failed',
    thresholds: [{ metric: 'http_reqs', expression: 'count>9', isCrossed: true }],
  });
});

test('a run that a threshold ended was aborted and has failed', () => {
  const reason = { kind: 'thresholds', metrics: ['http_reqs'] } as const;
  expect(outcomeOf({ thresholds: CROSSED, error: error('crossed') }, reason, undefined)).toMatchObject({
    to: 'aborted',
    result: 'failed',
    code: 8036,
  });
});

test('a run that somebody stopped tells who', () => {
  const reason = { kind: 'api' } as const;
  expect(
    outcomeOf({ thresholds: undefined, error: error('stopped') }, reason, 'ada@example.test'),
  ).toMatchObject({
    to: 'aborted',
    result: 'error',
    byUser: 'ada@example.test',
    message: 'stopped by ada@example.test',
  });
});

test('a run that lost its agents, or did not measure everything, could not be carried out', () => {
  const lost = { kind: 'failure', error: new UserError('AGENT_LOST', 'gone') } as const;
  expect(outcomeOf({ thresholds: undefined, error: error('gone') }, lost, undefined)).toMatchObject({
    to: 'aborted',
    result: 'error',
    code: 8034,
  });
  const incomplete = { thresholds: undefined, error: error('the run is incomplete') };
  expect(outcomeOf(incomplete, undefined, undefined)).toMatchObject({
    to: 'completed',
    result: 'error',
    message: 'the run is incomplete',
  });
});
