import { request } from '../../api/request.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { Run } from '../../api/types/run.ts';
import { packScript } from '../../script/pack-script.ts';

/** A test as it is being written. */
export interface Draft {
  readonly projectId: number;
  /** undefined for a test that does not exist yet. */
  readonly testId: number | undefined;
  readonly name: string;
  readonly source: string;
  /** The archive the test has now. */
  readonly earlier: ArrayBuffer | undefined;
}

/** @returns the id of the test */
export async function saveScript({ projectId, testId, name, source, earlier }: Draft): Promise<number> {
  const archive = packScript(source, earlier);
  const id = testId ?? (await testOfName(projectId, name)).id;
  await request(`/tests/${id}/archive`, { method: 'PUT', archive });
  return id;
}

/** @returns the id of the run */
export async function startScript(draft: Draft): Promise<number> {
  const testId = await saveScript(draft);
  const { id } = await request<Run>(`/tests/${testId}/runs`, { method: 'POST' });
  return id;
}

/** A test that was made by an attempt whose script was refused is there already, still without a script. */
async function testOfName(projectId: number, name: string): Promise<LoadTest> {
  const namesakes = await request<LoadTest[]>(
    `/projects/${projectId}/tests?name=${encodeURIComponent(name)}`,
  );
  const unfinished = namesakes.find((test) => test.name === name && test.archiveSha256 === null);
  return unfinished ?? request<LoadTest>(`/projects/${projectId}/tests`, { method: 'POST', body: { name } });
}
