import { formatSegment } from '@squall/core';
import { expect, test } from 'vitest';
import { placeInstances, type ZoneDemand } from './place-instances.ts';

const agent = (name: string, loadZone = 'local', maxVUs = 100) => ({
  name,
  hello: { loadZone, capacity: { maxVUs } },
});
const demand = (label: string, loadZone: string | undefined, weight: number, agents: number): ZoneDemand => ({
  label,
  loadZone,
  weight,
  agents,
});

function places(demands: readonly ZoneDemand[], agents: readonly ReturnType<typeof agent>[]) {
  const placement = placeInstances(demands, agents);
  if (placement.kind === 'missing') throw new Error('somebody is missing');
  return placement.places.map((place) => [
    place.agent.name,
    place.demand.label,
    formatSegment(place.segment),
  ]);
}

test('agents of a zone share its part by their capacity', () => {
  const agents = [agent('small', 'x', 100), agent('large', 'x', 300), agent('far', 'y', 7)];
  expect(places([demand('near', 'x', 80, 2), demand('far', 'y', 20, 1)], agents)).toEqual([
    ['small', 'near', '0:1/5'],
    ['large', 'near', '1/5:4/5'],
    ['far', 'far', '4/5:1'],
  ]);
});

test('a zone under two labels needs two agents, one for each', () => {
  const agents = [agent('one', 'x'), agent('two', 'x')];
  expect(places([demand('a', 'x', 30, 1), demand('b', 'x', 70, 1)], agents)).toEqual([
    ['one', 'a', '0:3/10'],
    ['two', 'b', '3/10:1'],
  ]);
});

test('who takes agents of any zone leaves those that others need', () => {
  const agents = [agent('asia', 'asia'), agent('here', 'local')];
  expect(places([demand('any', undefined, 1, 1), demand('asia', 'asia', 1, 1)], agents)).toEqual([
    ['here', 'any', '0:1/2'],
    ['asia', 'asia', '1/2:1'],
  ]);
});

test('agents beyond the number asked for are spare: the last to join', () => {
  const placement = placeInstances(
    [demand('a', undefined, 1, 1)],
    [agent('one'), agent('two'), agent('three')],
  );
  expect(placement).toMatchObject({ kind: 'complete', spare: [{ name: 'two' }, { name: 'three' }] });
});

test('says which zones miss how many agents', () => {
  const placement = placeInstances([demand('a', 'x', 1, 2), demand('b', 'y', 1, 1)], [agent('one', 'x')]);
  expect(placement).toMatchObject({
    kind: 'missing',
    zones: [
      { demand: { label: 'a' }, joined: 1 },
      { demand: { label: 'b' }, joined: 0 },
    ],
  });
});
