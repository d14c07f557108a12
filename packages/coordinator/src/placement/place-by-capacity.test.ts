import { formatSegment, type Segment, segmentFraction } from '@squall/core';
import { expect, test } from 'vitest';
import { placeByCapacity } from './place-by-capacity.ts';
import type { ZoneDemand } from './place-instances.ts';

const agent = (name: string, maxVUs: number, { zone = 'here', reservedVUs = 0 } = {}) => ({
  name,
  reservedVUs,
  hello: { loadZone: zone, capacity: { maxVUs } },
});

const label = (name: string, weight: number, loadZone = 'here'): ZoneDemand => ({
  label: name,
  loadZone,
  weight,
  agents: 1,
});

/** Of a test with that many VUs. */
const vus = (total: number) => (segment: Segment) => Math.round(segmentFraction(segment) * total);

function placed(
  demands: readonly ZoneDemand[],
  agents: readonly ReturnType<typeof agent>[],
  total: number,
): string[] | string {
  const placement = placeByCapacity(demands, agents, vus(total));
  if (placement.kind === 'missing') return `missing: ${placement.zones.map(({ demand }) => demand.label)}`;
  return placement.places.map(
    ({ agent, demand, segment }) => `${demand.label} on ${agent.name}: ${formatSegment(segment)}`,
  );
}

const ALL = [label('all', 100)];
const HALVES = [label('x', 50), label('y', 50)];

test.each([
  [
    'agents share by what they can take',
    ALL,
    [agent('a', 30), agent('b', 10)],
    20,
    ['all on a: 0:3/4', 'all on b: 3/4:1'],
  ],
  [
    'what other runs have taken counts',
    ALL,
    [agent('a', 30, { reservedVUs: 20 }), agent('b', 10)],
    20,
    ['all on a: 0:1/2', 'all on b: 1/2:1'],
  ],
  ['nobody gets less than a VU', ALL, [agent('a', 30), agent('b', 10), agent('c', 10)], 1, ['all on a: 0:1']],
  ['two labels share one agent', HALVES, [agent('a', 30)], 20, ['x on a: 0:1/2', 'y on a: 1/2:1']],
  [
    'two labels have an agent each',
    HALVES,
    [agent('a', 30), agent('b', 30)],
    20,
    ['x on a: 0:1/2', 'y on b: 1/2:1'],
  ],
  [
    'the label with more VUs gets the third agent',
    [label('x', 80), label('y', 20)],
    [agent('a', 30), agent('b', 30), agent('c', 30)],
    20,
    ['x on a: 0:2/5', 'x on c: 2/5:4/5', 'y on b: 4/5:1'],
  ],
  [
    'labels share agents that would be too small for them alone',
    [label('x', 80), label('y', 20)],
    [agent('a', 12), agent('b', 12)],
    20,
    ['x on a: 0:2/5', 'x on b: 2/5:4/5', 'y on a: 4/5:9/10', 'y on b: 9/10:1'],
  ],
  [
    'zones do not mix',
    [label('x', 50, 'east'), label('y', 50, 'west')],
    [agent('a', 30, { zone: 'east' }), agent('b', 30, { zone: 'west' })],
    20,
    ['x on a: 0:1/2', 'y on b: 1/2:1'],
  ],
  [
    'a zone without agents is missing',
    [label('x', 50, 'east'), label('y', 50)],
    [agent('a', 30)],
    20,
    'missing: x',
  ],
  ['a zone whose agents are too small is missing', ALL, [agent('a', 5), agent('b', 5)], 20, 'missing: all'],
  ['a zone whose agents are busy is missing', ALL, [agent('a', 30, { reservedVUs: 30 })], 20, 'missing: all'],
])('%s', (_what, demands, agents, total, expected) => {
  expect(placed(demands, agents, total)).toEqual(expected);
});
