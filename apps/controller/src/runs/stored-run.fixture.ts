import type { Installation, Team } from '../http/installation.fixture.ts';
import type { RunResult } from './run-state.ts';
import type { NewTestRun, TestRun } from './test-run.ts';

type Place = Pick<Installation, 'stores' | 'clock'>;

/** A run of a test of the team, which is made when it is missing. */
export async function addRun(
  { stores, clock }: Place,
  { project, owner }: Pick<Team, 'project' | 'owner'>,
  { testName = 'checkout', ...details }: { testName?: string } & Partial<NewTestRun> = {},
): Promise<TestRun> {
  const nowMs = clock.wallMs();
  const wish = { projectId: project.id, name: testName, archiveSha256: null };
  const test = (await stores.tests.byName(project.id, testName)) ?? (await stores.tests.create(wish, nowMs));
  return stores.runs.create({
    projectId: project.id,
    testId: test?.id ?? 0,
    place: 'local',
    startedBy: owner.user.id,
    archiveSha256: null,
    options: {},
    distribution: [],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 1,
    pushTokenHash: null,
    createdAtMs: nowMs,
    ...details,
  });
}

export async function endRun({ stores, clock }: Place, run: TestRun, result: RunResult = 'passed') {
  const ended = await stores.runs.enter(run.id, { to: 'completed', atMs: clock.wallMs(), result });
  if (ended === undefined) throw new Error(`run ${run.id} cannot end as it is ${run.state}`);
  return ended;
}

export async function addEndedRun(
  place: Place,
  team: Pick<Team, 'project' | 'owner'>,
  { result, ...details }: { result?: RunResult } & Parameters<typeof addRun>[2] = {},
): Promise<TestRun> {
  return endRun(place, await addRun(place, team, details), result);
}
