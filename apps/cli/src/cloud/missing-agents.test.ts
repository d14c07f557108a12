import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { MissingAgentsAdvice } from './missing-agents.ts';

test('a run that waits for agents longer than they take to start says so once for each zone', () => {
  const clock = new VirtualClock();
  const logged: string[] = [];
  const log = { log: (_level: string, message: string) => void logged.push(message) };
  const advice = new MissingAgentsAdvice({ url: 'http://here', clock, log });
  const wait = (...zones: string[]) => {
    advice.note({ state: 'queued', missingAgents: zones.map((loadZone) => ({ loadZone, count: 1 })) });
    clock.advance(2000);
  };
  wait('eu');
  wait('eu');
  expect(logged).toEqual([]);
  wait('eu');
  wait('eu');
  expect(logged).toEqual(["the run waits for agents in load zone 'eu'"]);
  wait('eu', 'us');
  expect(logged.at(-1)).toBe("the run waits for agents in the load zones 'eu', 'us'");
  advice.note({ state: 'running', missingAgents: [] });
  wait('asia');
  expect(logged).toHaveLength(2);
});
