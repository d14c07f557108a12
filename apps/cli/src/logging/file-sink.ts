import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type LogRecord, UserError } from '@squall/core';
import { unwritableFile } from '../unwritable-file.ts';
import type { LogFormat } from './format.ts';
import type { LevelFilter } from './level.ts';
import type { LogSink } from './log-sink.ts';

const FLUSH_PERIOD_MS = 1000;
const MAX_PENDING_CHARACTERS = 64 * 1024;

export interface FileSinkSettings {
  readonly path: string;
  readonly mode: number;
  readonly format: LogFormat;
  readonly accepts: LevelFilter;
}

/** Appends lines to a file: gathered for up to a second, so that busy scripts do not wait for the disk. */
export function openFileSink(settings: FileSinkSettings): LogSink {
  const folder = dirname(settings.path);
  if (!existsSync(folder)) throw new UserError('USAGE', `provided directory '${folder}' does not exist`);
  return new FileSink(openForAppending(settings), settings);
}

function openForAppending({ path, mode }: FileSinkSettings): number {
  try {
    return openSync(path, 'a', mode);
  } catch (error) {
    throw unwritableFile(path, error);
  }
}

class FileSink implements LogSink {
  readonly #file: number;
  readonly #settings: FileSinkSettings;
  #pending = '';
  #flush: NodeJS.Timeout | undefined;

  constructor(file: number, settings: FileSinkSettings) {
    this.#file = file;
    this.#settings = settings;
  }

  write(record: LogRecord): void {
    if (!this.#settings.accepts(record.level)) return;
    this.#pending += `${this.#settings.format(record)}\n`;
    if (this.#pending.length > MAX_PENDING_CHARACTERS) this.#writeOut();
    this.#flush ??= setTimeout(() => this.#writeOut(), FLUSH_PERIOD_MS).unref();
  }

  async close(): Promise<void> {
    this.#writeOut();
    closeSync(this.#file);
  }

  #writeOut(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    if (this.#pending === '') return;
    writeSync(this.#file, this.#pending);
    this.#pending = '';
  }
}
