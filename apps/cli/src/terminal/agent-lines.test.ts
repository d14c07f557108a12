import { type Paint, paintPlain } from '@squall/core';
import { describe, expect, test } from 'vitest';
import { agentLines } from './agent-lines.ts';
import type { AgentView } from './progress-view.ts';

const ROOMY = { paint: paintPlain, terminalWidth: undefined, rowsLeft: Number.POSITIVE_INFINITY };

const agent = (name: string, rest: Partial<AgentView> = {}): AgentView => ({
  name,
  loadZone: undefined,
  state: 'running',
  activeVUs: 3,
  initialisedVUs: 5,
  iterationsPerSecond: 12.34,
  lagMs: 1.6,
  ...rest,
});

const many = (count: number, rest: Partial<AgentView> = {}) =>
  Array.from({ length: count }, (_, i) => agent(`agent-${i}`, rest));

/** Makes styles visible. */
const tagged: Paint = (style, text) => `<${style}>${text}</>`;

describe('the lines about agents', () => {
  test('are none in a run on one machine', () => {
    expect(agentLines([], ROOMY)).toEqual([]);
  });

  test('say what each of them does, in columns', () => {
    const agents = [
      agent('web-1'),
      agent('db', { state: 'suspect', activeVUs: 10, initialisedVUs: 10, iterationsPerSecond: 1234.5 }),
      agent('old', { state: 'ended', activeVUs: 0, lagMs: 1500 }),
    ];
    expect(agentLines(agents, ROOMY)).toEqual([
      '',
      'web-1   running    3/5 VUs  12.3 iters/s   lag 2ms',
      'db    ? suspect  10/10 VUs  1235 iters/s   lag 2ms',
      'old   ✓ ended      0/5 VUs  12.3 iters/s  lag 1.5s',
    ]);
  });

  test('show no numbers of an agent that is lost, and only VUs of one that has not begun', () => {
    const agents = [
      agent('a', { state: 'lost' }),
      agent('b', { state: 'failed' }),
      agent('c', { state: 'ready' }),
    ];
    expect(agentLines(agents, ROOMY).slice(1)).toEqual(['a ✗ lost', 'b ✗ failed', 'c • ready   3/5 VUs']);
  });

  test('name the load zones where there are several', () => {
    const agents = [
      agent('a', { loadZone: 'eu', state: 'ready' }),
      agent('b', { loadZone: 'us-east', state: 'ready' }),
    ];
    expect(agentLines(agents, ROOMY).slice(1)).toEqual([
      'a • eu       ready  3/5 VUs',
      'b • us-east  ready  3/5 VUs',
    ]);
  });

  test('shorten names that do not fit', () => {
    const agents = [agent('a-very-long-name-of-a-machine')];
    const [, line = ''] = agentLines(agents, { ...ROOMY, terminalWidth: 60 });
    expect(line).toBe('a-very-long-na...   running  3/5 VUs  12.3 iters/s  lag 2ms');
    expect(line).toHaveLength(59);
  });

  test('paint the whole line of an agent in trouble, of others only the mark', () => {
    const agents = [agent('a', { state: 'lost' }), agent('b', { state: 'ready' })];
    expect(agentLines(agents, { ...ROOMY, paint: tagged }).slice(1)).toEqual([
      'a <red>✗</> <red>lost</>',
      'b <green>•</> ready  3/5 VUs',
    ]);
  });

  test('sum up more than twenty agents', () => {
    expect(agentLines(many(20), ROOMY)).toHaveLength(21);
    expect(agentLines([...many(20), agent('late', { lagMs: 99, state: 'ended' })], ROOMY)).toEqual([
      '',
      '21 agents: 20 running, 1 ended, 63/105 VUs, 259 iters/s, lag up to 99ms',
    ]);
  });

  test('name those in trouble when they are summed up, but not all of many', () => {
    const lines = agentLines([...many(30), ...many(7, { state: 'lost' })], ROOMY);
    expect(lines[1]).toContain('37 agents: 30 running, 7 lost');
    expect(lines.slice(2)).toEqual([
      'agent-0 ✗ lost',
      'agent-1 ✗ lost',
      'agent-2 ✗ lost',
      'agent-3 ✗ lost',
      'agent-4 ✗ lost',
      'and 2 more that need attention',
    ]);
  });

  test('sum up fewer on a terminal that is not high enough', () => {
    expect(agentLines(many(4), { ...ROOMY, rowsLeft: 4 })).toHaveLength(5);
    expect(agentLines(many(4, { state: 'suspect' }), { ...ROOMY, rowsLeft: 3 })).toEqual([
      '',
      expect.stringContaining('4 agents: 4 suspect'),
      'and 4 more that need attention',
    ]);
  });
});
