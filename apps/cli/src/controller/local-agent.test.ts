import { expect, test } from 'vitest';
import { decideLocalAgent } from './local-agent.ts';

const AGENT = { name: 'local', token: 'sqe_x', loadZone: 'amazon:us:ashburn', hasCompany: false };

test.each([
  { wish: 'if-alone', hasCompany: false, starts: true },
  { wish: 'if-alone', hasCompany: true, starts: false },
  { wish: 'always', hasCompany: true, starts: true },
  { wish: 'never', hasCompany: false, starts: false },
] as const)('$wish, others have joined: $hasCompany, starts one: $starts', ({ wish, hasCompany, starts }) => {
  const agent = { ...AGENT, hasCompany };
  expect(decideLocalAgent(wish, agent).local).toEqual(starts ? agent : undefined);
});
