import { expect, test } from 'vitest';
import { archiveOf } from '../../archives/tar.fixture.ts';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

async function runOf(installation: Installation, team: Team, testId: number): Promise<number> {
  const url = `/api/v1/tests/${testId}/runs`;
  return (await installation.call(team.runner, { method: 'POST', url })).json().id;
}

async function uploadTo(
  installation: Installation,
  team: Team,
  testId: number,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  await installation.call(team.editor, {
    method: 'PUT',
    url: `/api/v1/tests/${testId}/archive`,
    payload: await archiveOf(options),
    headers: { 'content-type': 'application/x-tar' },
  });
}

test('a run keeps the script it was started with', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/api/v1/projects/${team.project.id}/tests`;
  const testId = (
    await installation.call(team.editor, { method: 'POST', url, payload: { name: 'a' } })
  ).json().id;
  await uploadTo(installation, team, testId, { tags: { version: 'first-version' } });
  const runId = await runOf(installation, team, testId);
  await uploadTo(installation, team, testId, { tags: { version: 'second-version' } });

  const archive = `/api/v1/runs/${runId}/archive`;
  const { rawPayload, headers } = await installation.call(team.viewer, { method: 'GET', url: archive });
  expect(headers['content-type']).toContain('application/x-tar');
  expect(rawPayload.includes('first-version')).toBe(true);
  expect(rawPayload.includes('second-version')).toBe(false);
});
