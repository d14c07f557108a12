import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestClient } from '../../transport/transport.fixture.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { redisModule } from './redis-module.ts';
import { hasRedis, startRedis } from './redis-server.fixture.ts';

/** What a script prints that has a client. */
async function runWith(options: string, body: string, init = ''): Promise<readonly string[]> {
  using client = new TestClient();
  const vu = new LiveVU(
    `import redis, { Client } from 'k6/x/redis';
    const client = new redis.Client(${options});
    const show = async (promise) => {
      try { console.log(JSON.stringify(await promise)); } catch (error) { console.log(String(error)); }
    };
    ${init}
    export default async function () { ${body} }`,
    { modules: [redisModule], context: { http: client.transport, traffic: client.traffic } },
  );
  return vu.run();
}

describe.skipIf(!hasRedis)('against a real Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });
  const run = (body: string) => runWith(`'${server.url}'`, body);

  test('keys are set, read, counted and removed', async () => {
    const lines = await run(`
      await Promise.all([
        client.set('k', 'välue', 0), client.get('k'), client.getSet('k', 2), client.incr('k'), client.incrBy('k', 5),
        client.decr('k'), client.decrBy('k', 3), client.set('b', true), client.get('b'), client.mget('k', 'none', 'b'),
        client.exists('k', 'b', 'none'), client.expire('k', 100), client.ttl('k'), client.persist('k'), client.ttl('k'),
        client.set('t', 'x', 50), client.ttl('t'), client.getDel('t'), client.get('t'), client.del('k', 'b'), client.randomKey(),
      ].map(show));`);
    // biome-ignore format: an answer for each command
    expect(lines).toEqual([
      '"OK"', '"välue"', '"välue"', '3', '8', '7', '4', '"OK"', '"1"', '["4",null,"1"]', '2', 'true', '100', 'true', '-1',
      '"OK"', '50', '"x"', 'GoError: redis: nil', '2', 'GoError: redis: nil',
    ]);
  });

  test('lists, hashes and sets', async () => {
    const lines = await run(`
      await Promise.all([
        client.rpush('l', 'a', 'b', 'c'), client.lpush('l', 'z'), client.lrange('l', 0, -1), client.lindex('l', 1),
        client.lset('l', 1, 'A'), client.lrem('l', 1, 'b'), client.llen('l'), client.lpop('l'), client.rpop('l'), client.lindex('l', 9),
        client.hset('h', 'f', 'v'), client.hsetnx('h', 'f', 'w'), client.hsetnx('h', '__proto__', 1), client.hget('h', 'f'),
        client.hincrby('h', 'n', 4), client.hgetall('h'), client.hkeys('h'), client.hvals('h'), client.hlen('h'), client.hdel('h', 'f', 'n'),
        client.sadd('s', 'm', 'n'), client.sismember('s', 'm'), client.sismember('s', 'x'), client.srem('s', 'n'), client.smembers('s'),
        client.srandmember('s'), client.spop('s'), client.sendCommand('PING'), client.sendCommand('LRANGE', 'l', 0, -1),
        client.sendCommand('NONSENSE'), client.lpush('h', 'x'),
      ].map(show));
      await show(client.set('o', {}));`);
    // biome-ignore format: an answer for each command
    expect(lines).toEqual([
      '3', '4', '["z","a","b","c"]', '"a"', '"OK"', '1', '3', '"z"', '"c"', 'GoError: redis: nil',
      '1', 'false', 'true', '"v"', '4', '{"f":"v","__proto__":"1","n":"4"}', '["f","__proto__","n"]', '["v","1","4"]', '3', '2',
      '2', 'true', 'false', '1', '["m"]', '"m"', '"m"', '"PONG"', '["A"]',
      "GoError: ERR unknown command 'NONSENSE', with args beginning with: ",
      'GoError: WRONGTYPE Operation against a key holding the wrong kind of value',
      'GoError: unsupported type provided for argument at index 1, supported types are string, number, and boolean',
    ]);
  });

  test('large values come whole, and commands sent at once are answered in their order', async () => {
    const lines = await run(`
      await client.set('large', 'x'.repeat(3e6));
      const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => client.sendCommand('ECHO', i)));
      console.log(answers.every((answer, i) => answer === String(i)), (await client.get('large')).length);
      console.log(JSON.stringify(await client.sendCommand('CLIENT', 'LIST')).split('addr=').length > 1);`);
    expect(lines).toEqual(['true 3000000', 'true']);
  });

  test('a client signs in, has a name and a database', async () => {
    await using guarded = await startRedis('--requirepass', 'secret');
    const body = `await show(client.sendCommand('CLIENT', 'GETNAME')); await show(client.set('here', 1)); await show(client.sendCommand('INFO', 'keyspace'));`;
    const object = `{ socket: { host: '127.0.0.1', port: ${guarded.port} }, password: 'secret', clientName: 'me', database: 3 }`;
    const [name, ok, info] = await runWith(object, body);
    expect([name, ok, info?.includes('db3:keys=1')]).toEqual(['"me"', '"OK"', true]);
    const url = `'redis://:secret@127.0.0.1:${guarded.port}/3'`;
    expect(await runWith(url, "await show(client.get('here'));")).toEqual(['"1"']);
    expect(await runWith(`'redis://127.0.0.1:${guarded.port}'`, "await show(client.get('here'));")).toEqual([
      'GoError: NOAUTH Authentication required.',
    ]);
  });

  test('a client connects again when its connection has ended', async () => {
    const lines = await run(`
      await show(client.sendCommand('QUIT'));
      for (let tries = 0; tries < 50; tries++) {
        try { console.log(await client.sendCommand('PING')); break; } catch (error) { if (String(error) !== 'GoError: EOF') throw error; }
      }`);
    expect(lines).toEqual(['"OK"', 'PONG']);
  });
});

test('a server that is not there, or does not answer, rejects', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const options = `{ socket: { host: '127.0.0.1', port: ${port}, readTimeout: 50 } }`;
  const [late] = await runWith(options, "await show(client.get('k'));");
  expect(late).toMatch(/^GoError: read tcp 127\.0\.0\.1:\d+->127\.0\.0\.1:\d+: i\/o timeout$/);
  silent.close();
  expect(await runWith("'redis://127.0.0.1:1'", "await show(client.get('k'));")).toEqual([
    'GoError: dial tcp 127.0.0.1:1: connect: connection refused',
  ]);
});

test('init code makes clients and no commands', async () => {
  const lines = await runWith("'redis://127.0.0.1:1'", '', "await show(client.get('k'));");
  expect(lines).toEqual(['GoError: using a Redis client in the init context is not supported']);
});

test.each([
  ["'http://x'", 'invalid options; reason: redis: invalid URL scheme: http'],
  ["'redis://x/y'", 'invalid options; reason: redis: invalid database number: "y"'],
  ['{}', 'invalid options; reason: empty socket options'],
  ['5', 'invalid options type: number; expected a string or an object'],
  ['', 'invalid options; reason: a URL or an object with a socket is needed'],
  [
    '{ cluster: { nodes: [] } }',
    'invalid options; reason: Squall speaks to one Redis server, not to clusters or sentinels: leave out cluster',
  ],
])('options %s are refused', async (options, text) => {
  expect(await runWith(options, '')).toEqual([`error: GoError: ${text}`]);
});
