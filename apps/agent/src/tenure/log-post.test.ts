import type { LogLines } from '@squall/protocol';
import { expect, test } from 'vitest';
import { LogPost } from './log-post.ts';

function linesOf(...messages: string[]): LogLines {
  const records = messages.map((message) => ({ level: 'info', message, fields: {}, timeMs: 0 }) as const);
  return { type: 'log', tenure: undefined, records, dropped: 0 };
}

function open() {
  const sent: LogLines[] = [];
  const link = { isConnected: true, send: (message: unknown) => void sent.push(message as LogLines) };
  return { sent, link, post: new LogPost(link) };
}

test('sends at once while there is a connection', () => {
  const { sent, post } = open();
  post.post(linesOf('a'));
  expect(sent).toEqual([linesOf('a')]);
});

test('keeps lines for the next connection, the latest thousand of them, and counts the others', () => {
  const { sent, link, post } = open();
  link.isConnected = false;
  post.post(linesOf('old 1', 'old 2', 'kept'));
  post.post(linesOf(...Array.from({ length: 999 }, (_, i) => `new ${i}`)));
  expect(sent).toEqual([]);
  link.isConnected = true;
  post.flush();
  expect(sent.map(({ records, dropped }) => [records.length, dropped])).toEqual([
    [1, 2],
    [999, 0],
  ]);
  expect(sent[0]?.records[0]?.message).toBe('kept');
});
