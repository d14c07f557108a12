import type { InspectOutcome } from '@squall/protocol';
import { expect, test } from 'vitest';
import { SimulatedAgent } from '../../../../../packages/coordinator/src/simulation/simulated-agent.fixture.ts';
import { archiveOf, streamOf } from '../../archives/tar.fixture.ts';
import { createSecret, hashSecret } from '../../identity/secret.ts';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

const ZONE = 'amazon:us:ashburn';

const FOUND: InspectOutcome = {
  kind: 'inspected',
  exports: ['default', 'setup'],
  metrics: [{ name: 'mine', type: 'counter', contains: 'default' }],
  optionsJson: undefined,
};

async function join({ stores, services, clock }: Installation, team: Team, inspection: InspectOutcome) {
  const { organizationId, id } = team.owner.user;
  const credential = createSecret('sqe');
  const zone = await stores.loadZones.byCode(organizationId, ZONE);
  await stores.agents.createEnrolment({
    loadZoneId: zone?.id ?? 0,
    organizationId,
    name: 'rack',
    hash: hashSecret(credential),
    hint: '',
    usesLeft: null,
    createdBy: id,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  // What it needs of a pool is that connections can be handed to it.
  return new SimulatedAgent('rack', services.gate as never, clock, {
    hello: { credential, loadZone: ZONE },
    inspection,
  });
}

/** Until it is connected. */
async function joined(installation: Installation, team: Team, inspection: InspectOutcome): Promise<void> {
  await join(installation, team, inspection);
  const pool = installation.services.gate.poolOf(team.owner.user.organizationId);
  for (let i = 0; i < 2_000 && pool.connected.length === 0; i++) await pass(installation);
}

async function pass({ clock }: Installation): Promise<void> {
  await new Promise(setImmediate);
  clock.advance(50);
}

async function check(installation: Installation, team: Team, thresholds: Record<string, string[]> = {}) {
  const archive = await archiveOf({ vus: 2, duration: '10s', thresholds });
  const { id } = await installation.services.tests.create(team.project, 'checkout', streamOf(archive));
  const url = `/api/v1/tests/${id}/check`;
  let answer: Awaited<ReturnType<Installation['call']>> | undefined;
  void installation.call(team.runner, { method: 'POST', url }).then((arrived) => {
    answer = arrived;
  });
  for (let i = 0; i < 20_000 && answer === undefined; i++) await pass(installation);
  return { status: answer?.statusCode, body: answer?.json() };
}

test('a script is looked at by an agent, without a run', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  await joined(installation, team, FOUND);
  expect(await check(installation, team, { mine: ['count>1'] })).toEqual({
    status: 200,
    body: {
      exports: ['default', 'setup'],
      metrics: [{ name: 'mine', type: 'counter', contains: 'default' }],
      maxVUs: 2,
      durationS: 40,
    },
  });
  expect(await installation.stores.runs.countOpen(team.project.id)).toBe(0);
});

test('an error of the init code is told as it is', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const error = { code: 'SCRIPT_EXCEPTION', message: 'ReferenceError: x is not defined' } as const;
  await joined(installation, team, { kind: 'failed', cause: 'test', error });
  expect(await check(installation, team)).toEqual({
    status: 400,
    body: { error: { code: 'script-failed', message: 'ReferenceError: x is not defined' } },
  });
});

test('a threshold on a metric that the script does not have is found', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  await joined(installation, team, FOUND);
  expect(await check(installation, team, { others: ['count>1'] })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid-options', target: 'options.thresholds.others' } },
  });
});

test('without an agent nobody can look', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  expect(await check(installation, team)).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict' } },
  });
});
