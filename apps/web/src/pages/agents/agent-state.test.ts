import { expect, test } from 'vitest';
import { agentStatus } from './agent-state.ts';

const AGENT = {
  id: 1,
  loadZoneId: 1,
  name: 'rack-1',
  squallVersion: '0.1.0',
  maxVUs: 100,
  enrolledAtMs: 0,
  lastSeenAtMs: 100_000,
  revokedAtMs: null,
};

test('an agent is connected while it is seen every few seconds', () => {
  expect(agentStatus(AGENT, 120_000).text).toBe('Connected');
  expect(agentStatus(AGENT, 131_000).text).toBe('Away');
});

test('an agent that was revoked stays so, however lately it was seen', () => {
  expect(agentStatus({ ...AGENT, revokedAtMs: 99_000 }, 100_000).text).toBe('Revoked');
});
