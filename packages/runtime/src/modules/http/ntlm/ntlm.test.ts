import { expect, test } from 'vitest';
import { TestClient } from '../../../transport/transport.fixture.ts';
import type { HttpOptions } from '../../../vu/test-context.ts';
import { LiveVU } from '../../live-vu.fixture.ts';
import { DEFAULT_OPTIONS } from '../http.fixture.ts';
import { httpModule } from '../http-module.ts';
import { ntlmServer } from './ntlm-server.fixture.ts';

interface Settings {
  readonly userinfo?: string;
  readonly server?: Parameters<typeof ntlmServer>[0];
  readonly options?: Partial<HttpOptions>;
}

const GET = `print(http.get(URL, { auth: 'ntlm' }));`;

async function run(body: string, { userinfo = 'User:Password', server: rules, options }: Settings = {}) {
  await using server = await ntlmServer(rules);
  using client = new TestClient();
  const url = `http://${userinfo}@127.0.0.1:${server.port}/`;
  const script = `
    import http from 'k6/http';
    const URL = ${JSON.stringify(url)};
    const print = (r) => console.log(r.status, r.body, r.error);
    export default function () { ${body} }`;
  const vu = new LiveVU(script, {
    modules: [httpModule],
    http: { ...DEFAULT_OPTIONS, ...options },
    context: { http: client.transport, traffic: client.traffic },
  });
  const lines = await vu.run();
  return { lines, seen: server.seen, samples: vu.samples };
}

test.each([{ rules: {} }, { rules: { tellsTime: true } }, { rules: { scheme: 'Negotiate' } }])(
  'a server of the kind $rules accepts the password after three requests',
  async ({ rules }) => {
    const { lines, seen } = await run(GET, { server: rules });
    expect(lines).toEqual(['200 welcome  ']);
    expect(seen).toEqual(['1: nothing 401', '1: 1 401', '1: 3 200']);
  },
);

test('the domain may stand before the user', async () => {
  expect((await run(GET, { userinfo: 'Domain%5CUser:Password' })).lines).toEqual(['200 welcome  ']);
});

test.each(['User:wrong', 'Other:Password', 'Elsewhere%5CUser:Password', 'User%40x:Password'])(
  'the server keeps %s out, and there is no second try',
  async (userinfo) => {
    const { lines, seen } = await run(GET, { userinfo });
    expect(lines).toEqual(['401 who are you? ']);
    expect(seen).toEqual(['1: nothing 401', '1: 1 401', '1: 3 401']);
  },
);

test('a connection that is known needs one request', async () => {
  const { seen } = await run(`${GET} ${GET}`);
  expect(seen).toEqual(['1: nothing 401', '1: 1 401', '1: 3 200', '1: nothing 200']);
});

test('the body goes along each time', async () => {
  const { lines } = await run(`print(http.post(URL, 'question', { auth: 'ntlm' }));`);
  expect(lines).toEqual(['200 welcome question ']);
});

test('parallel requests keep to their connections', async () => {
  const { lines, seen } = await run(
    `for (const r of http.batch(Array(12).fill(0).map(() => ['GET', URL, null, { auth: 'ntlm' }]))) print(r);`,
  );
  expect(lines).toEqual(Array.from({ length: 12 }, () => '200 welcome  '));
  expect(seen.filter((line) => line.endsWith(': 3 401'))).toEqual([]);
});

test('a server without NTLM gets the password itself', async () => {
  const { lines, seen } = await run(GET, { server: { scheme: '' } });
  expect(lines).toEqual(['200 welcome  ']);
  expect(seen).toEqual(['1: nothing 401', '1: Basic 200']);
});

test('a challenge that is none leaves the script with the 401', async () => {
  const { lines, seen } = await run(GET, { server: { challenge: 'bm90aGluZw==' } });
  expect(lines).toEqual(['401 who are you? ']);
  expect(seen).toEqual(['1: nothing 401', '1: 1 401']);
});

test('the first 401 is expected, the one with the challenge is a failed request as in k6', async () => {
  const { samples } = await run(GET);
  const failed = samples.filter(({ metric }) => metric === 'http_req_failed').map(({ value }) => value);
  expect(failed).toEqual([0, 1, 0]);
});
