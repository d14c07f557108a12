import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { addRun, endRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that notes what it is sent, and answers with the next status it was given, or 204. */
async function receiver(answers: (number | 'never')[] = []) {
  const received: Received[] = [];
  const listener: RequestListener = async (request, reply) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ headers: request.headers, body });
    const status = answers.shift() ?? 204;
    if (status === 'never') return;
    reply.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thanks');
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function subscribe(installation: Installation, { admin, project }: Team, payload: object) {
  const url = `/api/v1/projects/${project.id}/notifications`;
  const answer = await installation.call(admin, { method: 'POST', url, payload });
  expect(answer.statusCode).toBe(201);
  return answer.json() as { notification: { id: number }; secret: string };
}

async function lastDelivery(installation: Installation, { admin, project }: Team) {
  const url = `/api/v1/projects/${project.id}/notifications`;
  return (await installation.call(admin, { method: 'GET', url })).json()[0].lastDelivery;
}

/** Lets the courier look until something is so, and then lets it note what came of it. */
async function until({ clock }: Installation, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect
    .poll(
      async () => {
        clock.advance(1000);
        return isSo();
      },
      { timeout: 15_000 },
    )
    .toBe(true);
}

const ALL = ['run.started', 'run.ended', 'run.failed'];

test('who subscribes is told when a run starts, ends and fails, in signed messages', async () => {
  await using installation = await install();
  await using target = await receiver();
  const team = await newTeam(installation);
  const { secret } = await subscribe(installation, team, { url: target.url, events: ALL });
  installation.services.courier.open();
  const run = await addRun(installation, team, { note: 'canary' });
  await installation.stores.runs.enter(run.id, { to: 'running', atMs: installation.clock.wallMs() });
  await until(installation, () => target.received.length === 1);
  await endRun(installation, run, 'failed');
  await until(installation, () => target.received.length === 3);
  installation.services.courier.close();
  const messages = target.received.map(({ body }) => JSON.parse(body));
  expect(messages.map(({ event }) => event).sort()).toEqual(['run.ended', 'run.failed', 'run.started']);
  expect(messages[0]).toMatchObject({
    event: 'run.started',
    run: { id: run.id, state: 'running', result: null, note: 'canary' },
    test: { id: run.testId, name: 'checkout' },
    project: { id: team.project.id, name: 'team' },
  });
  for (const { headers, body } of target.received) {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    expect(headers['x-squall-signature']).toBe(`sha256=${signature}`);
    expect(headers['x-squall-event']).toBe(JSON.parse(body).event);
  }
  expect(new Set(target.received.map(({ headers }) => headers['x-squall-delivery'])).size).toBe(3);
});

test('only what was asked for is told, and nothing by a notification that is off or of another project', async () => {
  await using installation = await install();
  await using target = await receiver();
  const team = await newTeam(installation);
  const other = await newTeam(installation, 'other');
  const { url } = target;
  await subscribe(installation, team, { url, events: ['run.failed'] });
  await subscribe(installation, team, { url, events: ALL, isEnabled: false });
  await subscribe(installation, other, { url, events: ALL });
  await endRun(installation, await addRun(installation, team), 'passed');
  await endRun(installation, await addRun(installation, team), 'error');
  installation.services.courier.open();
  await until(installation, () => target.received.length > 0);
  await until(installation, async () => {
    const due = await installation.stores.notifications.due(installation.clock.wallMs(), 10);
    return due.length === 0;
  });
  installation.services.courier.close();
  expect(target.received.map(({ body }) => JSON.parse(body).event)).toEqual(['run.failed']);
});

test('a message that did not arrive is sent again as it was, until it does', async () => {
  await using installation = await install();
  await using target = await receiver([500, 302]);
  const team = await newTeam(installation);
  await subscribe(installation, team, { url: target.url, events: ['run.ended'] });
  await endRun(installation, await addRun(installation, team));
  installation.services.courier.open();
  await until(installation, async () => (await lastDelivery(installation, team)).attempts === 1);
  expect(await lastDelivery(installation, team)).toMatchObject({
    status: 'pending',
    httpStatus: 500,
    error: 'the receiver answered with status 500',
  });
  await until(installation, async () => (await lastDelivery(installation, team)).status === 'delivered');
  installation.services.courier.close();
  expect(await lastDelivery(installation, team)).toMatchObject({
    event: 'run.ended',
    attempts: 3,
    httpStatus: 204,
    error: null,
  });
  const [first, ...others] = target.received;
  for (const { body, headers } of others) {
    expect(body).toBe(first?.body);
    expect(headers['x-squall-delivery']).toBe(first?.headers['x-squall-delivery']);
  }
});

test('a receiver that is not there is given up in the end', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  await subscribe(installation, team, { url: 'http://127.0.0.1:9/', events: ['run.ended'] });
  await endRun(installation, await addRun(installation, team));
  installation.services.courier.open();
  const { clock } = installation;
  for (let attempts = 1; attempts <= 7; attempts++) {
    await until(installation, async () => (await lastDelivery(installation, team)).attempts === attempts);
    const [next] = await installation.stores.notifications.due(Number.MAX_SAFE_INTEGER, 1);
    if (next?.nextAttemptAtMs != null) clock.advance(Math.max(0, next.nextAttemptAtMs - clock.wallMs()));
  }
  installation.services.courier.close();
  expect(await lastDelivery(installation, team)).toMatchObject({
    status: 'failed',
    attempts: 7,
    httpStatus: null,
    error: expect.stringMatching(/^the receiver could not be reached: /),
  });
});

test('a receiver that does not answer is not waited for', async () => {
  await using installation = await install();
  await using target = await receiver(['never']);
  const team = await newTeam(installation);
  await subscribe(installation, team, { url: target.url, events: ['run.ended'] });
  await endRun(installation, await addRun(installation, team));
  installation.services.courier.open();
  await until(installation, () => target.received.length === 1);
  await until(installation, async () => (await lastDelivery(installation, team)).attempts === 1);
  installation.services.courier.close();
  expect((await lastDelivery(installation, team)).error).toBe('no answer within 10 seconds');
});

test('a test message is sent at once, and what came of it is told', async () => {
  await using installation = await install();
  await using target = await receiver([204, 410]);
  const team = await newTeam(installation);
  const wish = { url: target.url, events: ['run.ended'], isEnabled: false };
  const { notification } = await subscribe(installation, team, wish);
  const url = `/api/v1/notifications/${notification.id}/test`;
  const send = async () => (await installation.call(team.admin, { method: 'POST', url })).json();
  expect(await send()).toEqual({ isDelivered: true, httpStatus: 204, error: null });
  expect(JSON.parse(target.received[0]?.body ?? '')).toEqual({
    event: 'test',
    project: { id: team.project.id, name: 'team' },
  });
  expect(await send()).toEqual({
    isDelivered: false,
    httpStatus: 410,
    error: 'the receiver answered with status 410',
  });
  expect(await lastDelivery(installation, team)).toMatchObject({ event: 'test', status: 'failed' });
});

test('the secret is shown when the notification is made and never again', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const wish = { url: 'https://chat.example.test/hook', events: ALL };
  const { notification, secret } = await subscribe(installation, team, wish);
  expect(secret).toMatch(/^sqw_/);
  expect(notification).toMatchObject({ ...wish, isEnabled: true, lastDelivery: null });
  const url = `/api/v1/projects/${team.project.id}/notifications`;
  expect((await installation.call(team.admin, { method: 'GET', url })).body).not.toContain(secret);
  expect((await installation.call(team.owner, { method: 'GET', url: '/api/v1/audit' })).body).not.toContain(
    secret,
  );
});

test('a notification is changed and removed', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { notification } = await subscribe(installation, team, { url: 'http://a.test/', events: ALL });
  const own = { url: `/api/v1/notifications/${notification.id}` };
  const payload = { url: 'http://b.test/', isEnabled: false };
  expect((await installation.call(team.admin, { ...own, method: 'PATCH', payload })).statusCode).toBe(204);
  expect(await installation.stores.notifications.byId(notification.id)).toMatchObject({
    ...payload,
    events: ALL,
  });
  expect((await installation.call(team.admin, { ...own, method: 'DELETE' })).statusCode).toBe(204);
  expect((await installation.call(team.admin, { ...own, method: 'DELETE' })).statusCode).toBe(404);
});

test.each(['file:///etc/passwd', 'ftp://a.test/', 'javascript:1', 'nothing', 'http://me:secret@a.test/'])(
  'nothing is sent to %s',
  async (target) => {
    await using installation = await install();
    const { admin, project } = await newTeam(installation);
    const answer = await installation.call(admin, {
      method: 'POST',
      url: `/api/v1/projects/${project.id}/notifications`,
      payload: { url: target, events: ALL },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.target).toBe('url');
  },
);
