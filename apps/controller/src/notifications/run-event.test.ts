import { expect, test } from 'vitest';
import { eventsOf } from './run-event.ts';

test.each([
  ['queued', null, []],
  ['initializing', null, []],
  ['running', null, ['run.started']],
  ['processing_metrics', null, []],
  ['completed', 'passed', ['run.ended']],
  ['completed', 'failed', ['run.ended', 'run.failed']],
  ['completed', 'error', ['run.ended', 'run.failed']],
  ['aborted', 'error', ['run.ended', 'run.failed']],
] as const)('a run that is %s with result %s is told of as %j', (state, result, events) => {
  expect(eventsOf({ state, result })).toEqual(events);
});
