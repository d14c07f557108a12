import { once } from 'node:events';
import type { Peer, PeerListener } from '@squall/coordinator';
import {
  decodeToAgent,
  encodeFromAgent,
  type Hello,
  PROTOCOL_VERSION,
  type ToAgent,
  type WireData,
} from '@squall/protocol';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Installation, install, newTeam, type Team } from '../http/installation.fixture.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';

/** An agent's end of a connection, without a network. */
class Caller implements Peer {
  readonly received: ToAgent[] = [];
  isClosed = false;
  #listener: PeerListener | undefined;

  send(data: WireData): void {
    if (!this.isClosed) this.received.push(decodeToAgent(data));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener?.closed();
  }

  listen(listener: PeerListener): void {
    this.#listener = listener;
  }

  say(data: WireData): void {
    this.#listener?.message(data);
  }

  get types(): readonly string[] {
    return this.received.map(({ type }) => type);
  }
}

function helloOf(credential: string, name = 'rack-1', loadZone = 'default'): Hello {
  return {
    type: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    agentId: `process of ${name}`,
    name,
    loadZone,
    labels: {},
    capacity: { maxVUs: 100, fileDescriptors: undefined, maxArchiveBytes: 1_000_000 },
    credential,
    squallVersion: '0.1.0',
  };
}

async function newToken({ stores }: Installation, { owner }: Team, usesLeft: number | null = null) {
  const { organizationId, id } = owner.user;
  const zone = await stores.loadZones.byCode(organizationId, 'amazon:us:ashburn');
  const secret = createSecret('sqe');
  const token = await stores.agents.createEnrolment({
    loadZoneId: zone?.id ?? 0,
    organizationId,
    name: 'rack',
    hash: hashSecret(secret),
    hint: '',
    usesLeft,
    createdBy: id,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  return { secret, token };
}

async function call({ services }: Installation, hello: Hello): Promise<Caller> {
  const caller = new Caller();
  services.gate.accept(caller);
  caller.say(encodeFromAgent(hello));
  await expect.poll(() => caller.received.length).toBeGreaterThan(0);
  return caller;
}

test('an agent with an enrolment token joins the agents of its organization, in the zone of the token', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  const caller = await call(installation, helloOf(secret));
  expect(caller.types).toContain('welcome');
  const { gate } = installation.services;
  const [agent] = gate.poolOf(team.owner.user.organizationId).connected;
  expect(agent?.hello).toMatchObject({ name: 'rack-1', loadZone: 'amazon:us:ashburn' });
  expect(gate.poolOf(99).connected).toEqual([]);
  const list = await installation.call(team.viewer, { method: 'GET', url: '/api/v1/agents' });
  expect(list.json()).toMatchObject([{ name: 'rack-1', isConnected: true, maxVUs: 100 }]);
});

test('an agent that comes back with its enrolment token is the same, one more is not let in', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret, token } = await newToken(installation, team, 1);
  (await call(installation, helloOf(secret))).close();
  await installation.stores.agents.revokeEnrolment(token.id, 1);
  expect((await call(installation, helloOf(secret))).types).toContain('welcome');
  const second = await call(installation, helloOf(secret, 'rack-2'));
  expect(second.received).toMatchObject([{ type: 'refused', reason: 'credential' }]);
  expect(second.isClosed).toBe(true);
  const agents = await installation.stores.agents.ofOrganization(team.owner.user.organizationId);
  expect(agents).toHaveLength(1);
});

test('an agent joins with the credential it enrolled for', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  const about = { name: 'rack-1', squallVersion: '0.1.0', maxVUs: 5 };
  const enrolled = await installation.call(null, {
    method: 'POST',
    url: '/api/v1/agents/enrol',
    payload: { enrolmentToken: secret, ...about },
  });
  const caller = await call(installation, helloOf(enrolled.json().credential));
  expect(caller.types).toContain('welcome');
});

test.each([
  ['a wrong token', 'wrong', 'credential'],
  ['the token of a user', undefined, 'credential'],
])('an agent with %s is refused', async (_title, credential, reason) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const caller = await call(installation, helloOf(credential ?? team.owner.secret));
  expect(caller.received).toMatchObject([{ type: 'refused', reason }]);
});

test('an agent that wants to be in another load zone than its token is for is told so', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  const caller = await call(installation, helloOf(secret, 'rack-1', 'eu'));
  expect(caller.received).toEqual([
    {
      type: 'refused',
      reason: 'load-zone',
      message: "its token is for load zone 'amazon:us:ashburn', not for 'eu'",
    },
  ]);
  expect(caller.isClosed).toBe(true);
  const right = await call(installation, helloOf(secret, 'rack-1', 'amazon:us:ashburn'));
  expect(right.types).toContain('welcome');
});

test('an agent of another version, and one that does not greet, are told so', async () => {
  await using installation = await install();
  const old = await call(installation, { ...helloOf('any'), protocolVersion: PROTOCOL_VERSION + 1 });
  expect(old.received).toMatchObject([{ type: 'refused', reason: 'protocol-version' }]);
  const rude = new Caller();
  installation.services.gate.accept(rude);
  rude.say('{"type":"heartbeat"}');
  await expect.poll(() => rude.received).toMatchObject([{ type: 'refused', reason: 'protocol-error' }]);
});

test('a connection over which nothing comes is closed', async () => {
  await using installation = await install();
  const silent = new Caller();
  installation.services.gate.accept(silent);
  installation.clock.advance(10_001);
  expect(silent.isClosed).toBe(true);
});

test('an agent whose access is revoked is sent away at once', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  const caller = await call(installation, helloOf(secret));
  const [agent] = await installation.stores.agents.ofOrganization(team.owner.user.organizationId);
  const url = `/api/v1/agents/${agent?.id}`;
  expect((await installation.call(team.owner, { method: 'DELETE', url })).statusCode).toBe(204);
  expect(caller.isClosed).toBe(true);
  expect((await call(installation, helloOf(secret))).types).toEqual(['refused']);
});

test('a zone stays available as long as its agent is connected', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  const caller = await call(installation, helloOf(secret));
  const isAvailable = async () => {
    const zones = await installation.call(team.viewer, { method: 'GET', url: '/cloud/v6/load_zones' });
    return zones
      .json()
      .value.find((zone: { k6_load_zone_id: string }) => zone.k6_load_zone_id === 'amazon:us:ashburn')
      .available;
  };
  for (let i = 0; i < 6; i++) {
    installation.clock.advance(10_000);
    // What the timer started has to end.
    await new Promise(setImmediate);
  }
  expect(await isAvailable()).toBe(true);
  caller.close();
  installation.clock.advance(40_000);
  expect(await isAvailable()).toBe(false);
});

test('agents connect to the address of the controller', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { secret } = await newToken(installation, team);
  await installation.app.listen({ host: '127.0.0.1', port: 0 });
  const address = installation.app.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(socket, 'open');
  socket.send(encodeFromAgent(helloOf(secret)));
  const [data] = await once(socket, 'message');
  expect(decodeToAgent(String(data))).toMatchObject({ type: 'welcome' });
  socket.terminate();
});

test('an upgrade to anything else is refused', async () => {
  await using installation = await install();
  await installation.app.listen({ host: '127.0.0.1', port: 0 });
  const address = installation.app.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const [error] = await once(new WebSocket(`ws://127.0.0.1:${port}/elsewhere`), 'error');
  expect((error as Error).message).toContain('404');
});
