import type { GlobalSettings } from '../flags/global-flags.ts';
import type { StandardStreams } from '../standard-streams.ts';
import { CliLogger } from './cli-logger.ts';
import { openFileSink } from './file-sink.ts';
import { formatColored, formatJSON, formatLogfmt, formatRaw, type LogFormat } from './format.ts';
import { allLevels } from './level.ts';
import { type LogOutput, parseLogOutput } from './log-output.ts';
import { type LogSink, NO_SINK } from './log-sink.ts';
import { LokiSink } from './loki-sink.ts';
import { createStreamSink } from './stream-sink.ts';

export type LogSettings = Pick<GlobalSettings, 'logFormat' | 'logOutput' | 'noColor' | 'verbose'>;

/** The logger the global flags ask for. */
export function createLogger(settings: LogSettings, streams: StandardStreams): CliLogger {
  const output = parseLogOutput(settings.logOutput);
  return new CliLogger(createSink(output, settings, streams), settings.verbose);
}

/** Where `--console-output` sends what scripts print. */
export function openConsoleSink(path: string, settings: LogSettings): LogSink {
  return openFileSink({ path, mode: 0o644, format: plainFormat(settings), accepts: allLevels });
}

/** For errors that end the process when the log itself does not reach the terminal's reader. */
export function createFallbackLogger(streams: StandardStreams): CliLogger {
  return new CliLogger(createStreamSink(streams.writeErr, formatLogfmt), false);
}

function createSink(output: LogOutput, settings: LogSettings, streams: StandardStreams): LogSink {
  switch (output.kind) {
    case 'none':
      return NO_SINK;
    case 'stderr':
      return createStreamSink(streams.writeErr, terminalFormat(settings, streams.isErrTerminal));
    case 'stdout':
      return createStreamSink(streams.writeOut, terminalFormat(settings, streams.isOutTerminal));
    case 'file': {
      const { path, accepts } = output;
      return openFileSink({ path, mode: 0o600, format: plainFormat(settings), accepts });
    }
    case 'loki': {
      const problems = createFallbackLogger(streams);
      return new LokiSink(output.settings, (message, error) => problems.log('error', message, { error }));
    }
  }
}

function terminalFormat(settings: LogSettings, isTerminal: boolean): LogFormat {
  const isColored = isTerminal && !settings.noColor && !['json', 'raw'].includes(settings.logFormat);
  return isColored ? formatColored(Date.now()) : plainFormat(settings);
}

function plainFormat({ logFormat }: LogSettings): LogFormat {
  if (logFormat === 'json') return formatJSON;
  return logFormat === 'raw' ? formatRaw : formatLogfmt;
}
