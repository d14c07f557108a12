import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DemoShop } from './shop.ts';

export const DEMO_PORT = 3333;

/** Starts the demo shop on loopback; rejects when the port is taken. */
export async function startDemoTarget(port: number): Promise<Server> {
  const shop = new DemoShop();
  const server = createServer((request, response) => {
    shop.handle(request, response).catch((error: Error) => response.destroy(error));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
