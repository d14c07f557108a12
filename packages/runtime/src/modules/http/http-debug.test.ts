import { expect, test } from 'vitest';
import { HttpVU } from './http.fixture.ts';

function dumps(httpDebug: 'headers' | 'full'): HttpVU['entries'] {
  const vu = new HttpVU(() => ({ statusText: '200 OK', headers: ['X-A', '1'], body: 'answer' }), {
    httpDebug,
  });
  vu.script(`http.post('http://h/p', 'question', { headers: { 'X-Q': 'q' }, tags: { t: 'v' } })`);
  return vu.entries;
}

test('requests and responses are logged as they go over the wire', () => {
  const [request, response] = dumps('headers');
  expect(request?.level).toBe('info');
  expect(request?.message).toBe(
    'Request:\nPOST /p HTTP/1.1\nHost: h\nUser-Agent: test/1\nContent-Length: 8\nX-Q: q\nAccept-Encoding: gzip\n\n\n',
  );
  expect(response?.message).toBe('Response:\nHTTP/1.1 200 OK\nX-A: 1\n\n\n');
  expect(request?.fields).toMatchObject({ source: 'http-debug', vu: 2, iter: 4, t: 'v', group: '' });
  expect(request?.fields?.request_id).toBe(response?.fields?.request_id);
});

test('the full form shows bodies', () => {
  const [request, response] = dumps('full');
  expect(request?.message.endsWith('gzip\n\nquestion\n')).toBe(true);
  expect(response?.message.endsWith('X-A: 1\n\nanswer\n')).toBe(true);
});
