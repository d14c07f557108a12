import { expect, test } from 'vitest';
import { parseMetadata } from '../archives/metadata.ts';
import { clusterSpecOf } from './cluster-spec.ts';
import { factsIn } from './script-facts.ts';
import type { TestRun } from './test-run.ts';

const ARCHIVE = { hash: 'a', bytes: 1, read: () => new Uint8Array(1) };

const RUN: TestRun = {
  id: 7,
  projectId: 1,
  testId: 1,
  place: 'cloud',
  state: 'queued',
  result: null,
  resultMessage: null,
  resultCode: null,
  startedBy: 1,
  archiveSha256: 'a',
  options: { vus: 3, duration: '5s', tags: { team: 'a' }, setupTimeout: '7s', cloud: null },
  distribution: [
    { label: 'east', loadZone: 'amazon:us:ashburn', percent: 60 },
    { label: 'west', loadZone: 'lab', percent: 40 },
  ],
  thresholds: null,
  note: '',
  maxVUs: 3,
  estimatedDurationS: 35,
  pushTokenHash: null,
  createdAtMs: 1,
  startedAtMs: null,
  endedAtMs: null,
  lastHeardAtMs: null,
};

function metadataWith(squall: unknown) {
  const metadata = { type: 'js', filename: 'file:///a.js', env: { FOO: 'bar' }, squall };
  return parseMetadata(JSON.stringify(metadata));
}

function material(squall: unknown = FACTS) {
  const metadata = metadataWith(squall);
  const facts = factsIn(metadata);
  if (facts === undefined) throw new Error('the archive says nothing of its script');
  return { archive: ARCHIVE, metadata, facts, deniedTargets: ['10.0.0.0/8'] };
}

const FACTS = {
  exports: ['default', 'setup'],
  metrics: [{ name: 'mine', type: 'counter', contains: 'default' }],
};

test('a run becomes what the coordinator needs to carry it out', () => {
  const spec = clusterSpecOf(RUN, material());
  expect(spec).toMatchObject({
    runId: '7',
    env: { FOO: 'bar' },
    runTags: { team: 'a' },
    deniedTargets: ['10.0.0.0/8'],
    setupTimeoutMs: 7_000,
    teardownTimeoutMs: undefined,
    zones: [
      { label: 'east', loadZone: 'amazon:us:ashburn', weight: 60, agents: 1 },
      { label: 'west', loadZone: 'lab', weight: 40, agents: 1 },
    ],
  });
  expect(Object.keys(spec.scenarios)).toEqual(['default']);
  expect(JSON.parse(spec.optionsJson)).toMatchObject({ vus: 3, duration: '5s' });
});

test('setup that the options switch off is not called', () => {
  const run = { ...RUN, options: { ...RUN.options, noSetup: true } };
  expect(clusterSpecOf(run, material()).setupTimeoutMs).toBeUndefined();
});

test('thresholds may be about metrics of the script, and about no others', () => {
  const withThreshold = (metric: string) => {
    const run = { ...RUN, options: { ...RUN.options, thresholds: { [metric]: ['count>1'] } } };
    return clusterSpecOf(run, material()).thresholds;
  };
  expect(withThreshold('http_reqs')).toMatchObject([{ metric: 'http_reqs' }]);
  expect(withThreshold('mine')).toMatchObject([{ metric: 'mine' }]);
  expect(() => withThreshold('unheard_of')).toThrow('no metric name "unheard_of" found');
});

test('a scenario whose function the script does not export is refused', () => {
  const scenarios = { s: { executor: 'shared-iterations', exec: 'gone' } };
  const run = { ...RUN, options: { scenarios } };
  expect(() => clusterSpecOf(run, material())).toThrow("function 'gone' not found in exports");
});

test.each([
  [{}],
  [{ exports: ['default'], metrics: [{ name: 'mine', type: 'histogram', contains: 'default' }] }],
])('an archive that says %j of its script makes no sense', (squall) => {
  expect(() => factsIn(metadataWith(squall))).toThrow('makes no sense');
});

test('archives of k6 say nothing of their script', () => {
  expect(factsIn(metadataWith(undefined))).toBeUndefined();
});
