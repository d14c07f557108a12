import type { IncomingMessage, ServerResponse } from 'node:http';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly token: string | undefined;
}

const PRODUCTS = ['anchor', 'barometer', 'compass', 'dinghy', 'ensign', 'foghorn', 'gaff', 'halyard'].map(
  (name, index) => ({ id: index + 1, name, price: 9.5 + index * 3, stock: 100 - index }),
);

const HOME = `<!doctype html><html><head><title>Squall demo shop</title></head><body><h1>Squall demo shop</h1>
<ul>${PRODUCTS.map(({ id, name }) => `<li><a href="/products/${id}">${name}</a></li>`).join('')}</ul>
<form action="/login" method="post"><input name="user" value="guest"><input name="password" type="password">
<button type="submit" name="go" value="1">Log in</button></form></body></html>`;

/** A small shop for trying out scripts: deterministic, in memory, nothing to set up. */
export class DemoShop {
  readonly #orders = new Map<number, { id: number; user: string; items: unknown }>();
  #nextOrder = 1;

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const answer = this.#route(call);
    const delayMs = Math.min(Number(call.query.get('delay') ?? 0), 10_000);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    send(response, answer);
  }

  #route(call: Call): Answer {
    const [, resource = '', id] = call.path.split('/');
    switch (`${call.method} ${resource}`) {
      case 'GET ':
        return { status: 200, body: HOME, headers: { 'content-type': 'text/html; charset=utf-8' } };
      case 'GET products':
        return id === undefined ? { status: 200, body: PRODUCTS } : findProduct(Number(id));
      case 'GET status':
        return { status: Number(id) || 400, body: { status: Number(id) } };
      case 'POST login':
        return login(call.body);
      case 'POST orders':
        return this.#order(call);
      case 'GET orders':
        return this.#findOrder(call, Number(id));
      case 'DELETE orders':
        return this.#cancelOrder(call, Number(id));
      default:
        return { status: 404, body: { error: `nothing at ${call.method} ${call.path}` } };
    }
  }

  #order(call: Call): Answer {
    if (call.token === undefined) return UNAUTHORISED;
    const items = parseJson(call.body);
    if (items === undefined) return { status: 400, body: { error: 'the order is not JSON' } };
    const order = { id: this.#nextOrder++, user: call.token, items };
    this.#orders.set(order.id, order);
    return { status: 201, body: order, headers: { location: `/orders/${order.id}` } };
  }

  #findOrder(call: Call, id: number): Answer {
    if (call.token === undefined) return UNAUTHORISED;
    const order = this.#orders.get(id);
    return order === undefined
      ? { status: 404, body: { error: `no order ${id}` } }
      : { status: 200, body: order };
  }

  #cancelOrder(call: Call, id: number): Answer {
    if (call.token === undefined) return UNAUTHORISED;
    return { status: this.#orders.delete(id) ? 204 : 404, body: '' };
  }
}

const UNAUTHORISED: Answer = { status: 401, body: { error: 'log in first' } };

async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://demo');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const cookie = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString('utf8'),
    token: /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? cookie,
  };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

function findProduct(id: number): Answer {
  const product = PRODUCTS.find((one) => one.id === id);
  return product === undefined
    ? { status: 404, body: { error: `no product ${id}` } }
    : { status: 200, body: product };
}

/** Accepts a form or JSON; any user whose password is `demo`. */
function login(body: string): Answer {
  const fields = (parseJson(body) ?? Object.fromEntries(new URLSearchParams(body))) as Record<
    string,
    unknown
  >;
  if (fields.password !== 'demo') return { status: 403, body: { error: 'the password is demo' } };
  const token = `token-of-${String(fields.user)}`;
  return { status: 200, body: { token }, headers: { 'set-cookie': `session=${token}; Path=/; HttpOnly` } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Whoever asks answers with an error of its own.
  }
}
