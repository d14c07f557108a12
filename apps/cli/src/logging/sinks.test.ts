import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogFields, LogLevel } from '@squall/core';
import { expect, test } from 'vitest';
import type { StandardStreams } from '../standard-streams.ts';
import { CliLogger } from './cli-logger.ts';
import { createLogger, type LogSettings, openConsoleSink } from './create-logger.ts';
import { formatRaw } from './format.ts';
import { parseLogOutput } from './log-output.ts';
import { LokiSink } from './loki-sink.ts';
import { createStreamSink } from './stream-sink.ts';

const SETTINGS: LogSettings = { logFormat: 'text', logOutput: 'stderr', noColor: false, verbose: false };

function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'squall-log-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

function recordingStreams(isTerminal = false): StandardStreams & { out: string; err: string } {
  const streams = {
    out: '',
    err: '',
    isOutTerminal: isTerminal,
    isErrTerminal: isTerminal,
    writeOut(text: string) {
      streams.out += text;
    },
    writeErr(text: string) {
      streams.err += text;
    },
  };
  return streams;
}

async function startLoki() {
  const pushes: { url: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    pushes.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
    response.statusCode = request.url === '/broken' ? 500 : 204;
    response.end(request.url === '/broken' ? 'no space' : undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    pushes,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('hides debug messages unless they are wanted', () => {
  const quiet = recordingStreams();
  createLogger(SETTINGS, quiet).log('debug', 'x');
  expect(quiet.err).toBe('');
  const verbose = recordingStreams();
  createLogger({ ...SETTINGS, verbose: true }, verbose).log('debug', 'x');
  expect(verbose.err).toContain('level=debug msg=x');
});

test('writes to standard output and in other formats', () => {
  const streams = recordingStreams();
  createLogger({ ...SETTINGS, logOutput: 'stdout', logFormat: 'raw' }, streams).log('info', 'hello', {
    a: 1,
  });
  createLogger({ ...SETTINGS, logFormat: 'json' }, streams).log('info', 'hello');
  createLogger({ ...SETTINGS, logOutput: 'none' }, streams).log('error', 'never');
  expect(streams.out).toBe('hello\n');
  expect(JSON.parse(streams.err)).toMatchObject({ level: 'info', msg: 'hello' });
});

test('paints on terminals only, and only where colours are welcome', () => {
  const terminal = recordingStreams(true);
  createLogger(SETTINGS, terminal).log('info', 'x');
  expect(terminal.err).toContain('\x1b[36mINFO');
  const plain = recordingStreams(true);
  createLogger({ ...SETTINGS, noColor: true }, plain).log('info', 'x');
  expect(plain.err).toContain('level=info msg=x\n');
});

test('hides secrets in every record', () => {
  const streams = recordingStreams();
  const log = createLogger({ ...SETTINGS, logFormat: 'raw' }, streams);
  log.addRedactor((record) => ({ ...record, message: record.message.replaceAll('hunter2', '***') }));
  log.log('info', 'it is hunter2');
  expect(streams.err).toBe('it is ***\n');
});

test('appends to a file with mode 600, filtered by level', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'k6.log');
  const settings = { ...SETTINGS, logFormat: 'raw', logOutput: `file=${path},level=warning` };
  for (const text of ['one', 'two']) {
    const log = createLogger(settings, recordingStreams());
    log.log('info', 'not severe enough');
    log.log('warning', text);
    await log.close();
  }
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('refuses a file in a folder that does not exist', () => {
  const settings = { ...SETTINGS, logOutput: 'file=/no-such-folder/x.log' };
  expect(() => createLogger(settings, recordingStreams())).toThrow(
    "provided directory '/no-such-folder' does not exist",
  );
});

test('sends what scripts print to their own file without its source', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lines.txt');
  const streams = recordingStreams();
  const log = createLogger(SETTINGS, streams);
  const vuLog = log.withConsoleSink(openConsoleSink(path, SETTINGS));
  vuLog.log('info', 'to the file', { source: 'console' });
  vuLog.log('warning', 'Request Failed', { error: 'x' });
  log.log('info', 'from init code', { source: 'console' });
  await log.close();
  expect(readFileSync(path, 'utf8')).toMatch(/^time="[^"]+" level=info msg="to the file"\n$/);
  expect(streams.err).toContain('msg="Request Failed" error=x');
  expect(streams.err).toContain('msg="from init code" source=console');
});

function logThroughLoki(text: string, lines: readonly [LogLevel, string, LogFields?][], problems: string[]) {
  const output = parseLogOutput(text);
  if (output.kind !== 'loki') throw new Error('not Loki');
  const sink = new LokiSink(output.settings, (message, error) => problems.push(`${message}: ${error}`));
  const log = new CliLogger(sink, true);
  for (const line of lines) log.log(...line);
  return log.close();
}

test('pushes batches to Loki, and counts what is above the limit', async () => {
  await using loki = await startLoki();
  const console = { source: 'console' };
  await logThroughLoki(
    `loki=${loki.url}/push,limit=2,allowedLabels=[foo,level],label.foo=bar,header.X-Scope=me`,
    [
      ['info', 'plain', console],
      ['info', 'two 3', { ...console, a: 1 }],
      ['info', 'dropped', console],
      ['error', 'dropped too', console],
    ],
    [],
  );
  const time = expect.stringMatching(/^[0-9]{19}$/);
  expect(loki.pushes).toMatchObject([
    {
      url: '/push',
      headers: { 'content-type': 'application/json', 'x-scope': 'me' },
      body: {
        streams: [
          {
            stream: { foo: 'bar', level: 'info' },
            values: [
              [time, 'plain source=console'],
              [time, 'two 3 a=1 source=console'],
            ],
          },
          {
            stream: { level: 'warning', foo: 'bar' },
            values: [
              [time, 'k6 dropped 2 log messages because they were above the limit of 2 messages / 1s'],
            ],
          },
        ],
      },
    },
  ]);
});

test('makes all fields labels of Loki by default and shortens long messages', async () => {
  await using loki = await startLoki();
  await logThroughLoki(`loki=${loki.url},msgMaxSize=4`, [['info', 'abcdefgh', { n: 1 }]], []);
  expect(loki.pushes[0]?.body).toMatchObject({
    streams: [
      {
        stream: { level: 'info', n: '1' },
        values: [[expect.any(String), 'ab... omitting 4 characters ...gh']],
      },
    ],
  });
});

test('reports problems with Loki without failing', async () => {
  await using loki = await startLoki();
  const problems: string[] = [];
  await logThroughLoki(`loki=${loki.url}/broken`, [['info', 'x']], problems);
  await logThroughLoki('loki=http://127.0.0.1:1/', [['info', 'x']], problems);
  expect(problems[0]).toBe('Got 500 from Loki: no space');
  expect(problems[1]).toMatch(/^Cannot send logs to Loki: .+/);
});

test('streams lines as they come', () => {
  const lines: string[] = [];
  const log = new CliLogger(
    createStreamSink((line) => lines.push(line), formatRaw),
    false,
  );
  log.log('info', 'a');
  log.log('info', 'b');
  expect(lines).toEqual(['a\n', 'b\n']);
});
