import { expect, test } from 'vitest';
import { ACCESS } from './access.ts';
import { addressOf, SECRET_WORD, setScene } from './scene.fixture.ts';

const READING = Object.entries(ACCESS)
  .filter(([route, access]) => route.startsWith('GET ') && access !== 'public')
  .map(([route]) => route);

test('a second organization sees nothing of the first over any route', async () => {
  const scene = await setScene();
  await using installation = scene.installation;
  const { outsider, owner } = scene.cast;
  const line = { runId: scene.run.id, timeNs: '1', level: 'info', labels: {}, line: SECRET_WORD };
  await installation.stores.logs.add([line]);
  await installation.call(owner, { method: 'POST', url: '/api/v1/projects', payload: { name: SECRET_WORD } });
  for (const route of READING) {
    const url = await addressOf(scene, route, outsider);
    const answer = await installation.call(outsider, { method: 'GET', url });
    expect(answer.body, route).not.toContain(SECRET_WORD);
    const isOfTheFirst = /:(?!tokenId)\w+/.test(route);
    if (isOfTheFirst) expect(answer.statusCode, route).toBe(404);
  }
});

test('the first organization sees the same on most of them', async () => {
  const scene = await setScene();
  await using installation = scene.installation;
  const line = { runId: scene.run.id, timeNs: '1', level: 'info', labels: {}, line: SECRET_WORD };
  await installation.stores.logs.add([line]);
  const revealing = [];
  for (const route of READING) {
    const url = await addressOf(scene, route, scene.cast.owner);
    const answer = await installation.call(scene.cast.owner, { method: 'GET', url });
    if (answer.body.includes(SECRET_WORD)) revealing.push(route);
  }
  expect(revealing.length).toBeGreaterThan(12);
});
