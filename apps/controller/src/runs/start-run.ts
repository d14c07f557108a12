import { audited } from '../audit/audited.ts';
import type { User } from '../identity/user.ts';
import type { Project } from '../projects/project.ts';
import type { Services } from '../services.ts';
import type { LoadTest } from '../tests/load-test.ts';
import type { TestRun } from './test-run.ts';

/** Where a wish came from: undefined when nobody asked just now. */
export type Origin = { readonly ip: string } | undefined;

export interface StartWish {
  readonly project: Project;
  readonly test: LoadTest;
  readonly by: User;
  readonly from: Origin;
  /** For the audit log. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Queues a run of a test's script for the agents. @throws ApiError for a script or quota that does not allow it */
export async function startRun(
  services: Pick<Services, 'stores' | 'clock' | 'tests' | 'runs'>,
  { project, test, by, from, detail = {} }: StartWish,
) {
  const { archive, ...outline } = await services.tests.checkScript(project, test);
  const { sha256: archiveSha256 } = archive;
  const run = await services.runs.queue({ project, test, startedBy: by, outline, archiveSha256 });
  await audited(services, from ?? null, {
    user: by,
    action: 'run.start',
    target: `run:${run.id}`,
    projectId: project.id,
    detail,
  });
  return { run, archive };
}

/** Asks a run to stop; one that agents carry out ends a little later. @throws ApiError already-ended */
export async function stopRun(
  services: Pick<Services, 'stores' | 'clock' | 'runs'>,
  run: TestRun,
  { by, from }: Pick<StartWish, 'by' | 'from'>,
): Promise<TestRun> {
  const stopped = await services.runs.stop(run, by);
  await audited(services, from ?? null, {
    user: by,
    action: 'run.stop',
    target: `run:${run.id}`,
    projectId: run.projectId,
  });
  return stopped;
}
