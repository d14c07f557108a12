import type { LogRecord } from '@squall/core';
import { expect, test } from 'vitest';
import { Agent } from '../agents/agent.ts';
import { LogRelay } from './log-relay.ts';

const agent = (name: string) =>
  new Agent(
    {
      type: 'hello',
      protocolVersion: 1,
      agentId: `process-${name}`,
      name,
      loadZone: 'local',
      labels: {},
      capacity: { maxVUs: 1, fileDescriptors: undefined, maxArchiveBytes: 1 },
      credential: '',
      squallVersion: 'test',
    },
    0,
  );

const line = (message: string): LogRecord => ({ level: 'info', message, fields: {}, timeMs: 0 });

function relayed() {
  const lines: string[] = [];
  const relay = new LogRelay({
    log: { log: (level, message) => void lines.push(`${level}: ${message}`) },
    onLogLine: ({ name }, { message }) => void lines.push(`${name} ${message}`),
  });
  return { relay, lines };
}

test('hands on every line with its agent', () => {
  const { relay, lines } = relayed();
  relay.receive(agent('a'), { records: [line('one'), line('two')], dropped: 0 });
  relay.receive(agent('b'), { records: [line('three')], dropped: 0 });
  relay.end();
  expect(lines).toEqual(['a one', 'a two', 'b three']);
});

test('says once that lines are left out, and at the end how many', () => {
  const { relay, lines } = relayed();
  const [a, b] = [agent('a'), agent('b')];
  relay.receive(a, { records: [line('one')], dropped: 2 });
  relay.receive(a, { records: [], dropped: 40 });
  relay.receive(b, { records: [], dropped: 1 });
  relay.end();
  relay.end();
  expect(lines).toEqual([
    'a one',
    "warning: agent 'a' prints too much: lines are left out",
    "warning: agent 'b' prints too much: lines are left out",
    "warning: 42 lines that agent 'a' has printed were left out",
    "warning: 1 lines that agent 'b' has printed were left out",
  ]);
});
