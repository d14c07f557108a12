import type { FromAgent } from '@squall/protocol';
import { expect, test } from 'vitest';
import { Questions } from './questions.ts';

function open() {
  const sent: FromAgent[] = [];
  const questions = new Questions({
    tenure: { runId: 'run-1', instance: 0, epoch: 0 },
    account: () => ({ frames: sent.length, tally: {} }),
    send: (message) => void sent.push(message),
  });
  return { sent, questions };
}

test('a stage is run once and answered as often as it is asked for', () => {
  const { sent, questions } = open();
  expect([questions.askStage('setup'), questions.askStage('setup')]).toEqual([true, false]);
  expect([questions.openStages, sent]).toEqual([['setup'], []]);
  questions.answerStage('setup', { kind: 'completed', resultJson: '1' });
  expect(questions.askStage('setup')).toBe(false);
  const answer = { type: 'stage-ended', stage: 'setup', outcome: { kind: 'completed', resultJson: '1' } };
  expect(sent).toMatchObject([answer, answer]);
  expect(questions.openStages).toEqual([]);
  expect(questions.askStage('teardown')).toBe(true);
});

test('the summary is made once and answered as often as it is asked for', () => {
  const { sent, questions } = open();
  expect([questions.askSummary(), questions.askSummary()]).toEqual([true, false]);
  expect(questions.isSummaryOpen).toBe(true);
  questions.answerSummary({ kind: 'absent' });
  expect(questions.askSummary()).toBe(false);
  expect(sent).toMatchObject([{ outcome: { kind: 'absent' } }, { outcome: { kind: 'absent' } }]);
});
