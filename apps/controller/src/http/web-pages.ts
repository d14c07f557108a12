import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const ASSETS = '/assets/';
const FOREVER = { maxAge: '365d', immutable: true } as const;

/** Answers with a page or one of its files; undefined when neither was asked for. */
export type WebPages = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/**
 * The built pages in a folder. They hold no data and need no rights; which page an address means is decided in
 * the browser, so every address without an answer of its own gets the same document.
 */
export async function serveWebPages(app: App, folder: string): Promise<WebPages> {
  // Names of files change with their content. Only what is there now is ever sent, wherever a path points.
  const assets = new Set(readdirSync(join(folder, ASSETS)).map((name) => `${ASSETS}${name}`));
  await app.register(staticFiles, { root: folder, serve: false });
  return ({ method, url, headers }, reply) => {
    if (method !== 'GET') return undefined;
    const [path = ''] = url.split('?');
    if (assets.has(path)) return reply.removeHeader('cache-control').sendFile(path, FOREVER);
    const isPage = headers.accept?.includes('text/html') && !path.startsWith('/api/');
    return isPage ? reply.sendFile('index.html', { cacheControl: false }) : undefined;
  };
}
