import { expect, test } from 'vitest';
import { tarOf } from '../archives/tar.fixture.ts';
import { install, newTeam } from './installation.fixture.ts';

const MEGABYTE = 1024 * 1024;

test.each([
  ['JSON', 'POST', '/api/v1/projects', 'application/json', 2],
  ['metrics', 'POST', '/v2/metrics/:run', 'application/x-protobuf', 17],
  ['options', 'POST', '/cloud/v6/validate_options', 'application/json', 5],
])(
  '%s that is too large is refused while it arrives, with an answer that says so',
  async (_what, method, path, type, megabytes) => {
    await using installation = await install();
    const team = await newTeam(installation);
    const { id } = await installation.services.tests.create(team.project, 'checkout');
    const started = await installation.call(team.owner, {
      method: 'POST',
      url: '/v1/tests',
      payload: { name: 'x' },
    });
    const url = path.replace(':test', String(id)).replace(':run', started.json().reference_id);
    const address = await installation.app.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${address}${url}`, {
      method,
      headers: { authorization: `Bearer ${team.owner.secret}`, 'content-type': type },
      body: new Uint8Array(megabytes * MEGABYTE).fill(0x20),
    });
    expect(answer.status).toBe(413);
    const { error } = (await answer.json()) as { error: { code: unknown; message: string } };
    expect(['payload-too-large', 413]).toContain(error.code);
    expect(error.message).toMatch(/large/);
  },
);

test('an archive that is too large is refused while it arrives, and does not hold up the end of the controller', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id } = await installation.services.tests.create(team.project, 'checkout');
  const address = await installation.app.listen({ host: '127.0.0.1', port: 0 });
  const metadata = { header: 'metadata.json', content: '{"type":"js","filename":"file:///a.js"}' };
  const tar = await tarOf([metadata, { header: 'data', content: Buffer.alloc(101 * MEGABYTE) }]);
  const send = async (body: Uint8Array) => {
    const answer = await fetch(`${address}/cloud/v6/load_tests/${id}/script`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${team.owner.secret}`,
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(body),
    });
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
  };
  expect(await send(tar)).toEqual([413, 'payload-too-large']);
  // Refused at its first bytes, so that the rest is never read.
  expect(await send(Buffer.alloc(20 * MEGABYTE, ' '))).toEqual([400, 'invalid-archive']);
}, 60_000);
