import { formatDuration, parseDuration, parseJsonDuration } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { isTimeFormat, type TimeFormat } from './time-format.ts';

export interface CsvConfig {
  readonly fileName: string;
  readonly timeFormat: TimeFormat;
}

interface CsvSettings {
  fileName: string;
  saveIntervalMs: number;
  timeFormat: string;
}

const DEFAULTS: CsvSettings = { fileName: 'file.csv', saveIntervalMs: 1000, timeFormat: 'unix' };

/**
 * Configuration file, then environment, then argument. Lines are written as samples come, so the save interval
 * is checked but has no effect.
 * @throws Error with k6's text.
 */
export function readCsvConfig(argument: string, context: OutputContext): CsvConfig {
  const settings: CsvSettings = {
    ...DEFAULTS,
    ...fromJson(context.collectors.csv),
    ...fromEnvironment(context.env),
    ...fromArgument(argument),
  };
  const { fileName, saveIntervalMs, timeFormat } = settings;
  if (!isTimeFormat(timeFormat)) throw new Error(`${timeFormat} does not belong to TimeFormat values`);
  if (saveIntervalMs <= 0) {
    throw new Error(`metric flush period should be positive but was ${formatDuration(saveIntervalMs)}`);
  }
  return { fileName, timeFormat };
}

function fromJson(json: unknown): Partial<CsvSettings> {
  if (json === undefined || json === null) return {};
  if (typeof json !== 'object') throw new Error('collectors.csv must be an object');
  const { file_name, save_interval, time_format } = json as Record<string, unknown>;
  return {
    ...(file_name === undefined ? {} : { fileName: stringOf(file_name, 'file_name') }),
    ...(save_interval === undefined ? {} : { saveIntervalMs: parseJsonDuration(save_interval) }),
    ...(time_format === undefined ? {} : { timeFormat: stringOf(time_format, 'time_format') }),
  };
}

function stringOf(value: unknown, key: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`collectors.csv.${key} must be a string, got ${JSON.stringify(value)}`);
}

function fromEnvironment(env: OutputContext['env']): Partial<CsvSettings> {
  const { K6_CSV_FILENAME, K6_CSV_SAVE_INTERVAL, K6_CSV_TIME_FORMAT } = env;
  return {
    ...(K6_CSV_FILENAME ? { fileName: K6_CSV_FILENAME } : {}),
    ...(K6_CSV_SAVE_INTERVAL ? { saveIntervalMs: parseDuration(K6_CSV_SAVE_INTERVAL) } : {}),
    ...(K6_CSV_TIME_FORMAT ? { timeFormat: K6_CSV_TIME_FORMAT } : {}),
  };
}

function fromArgument(argument: string): Partial<CsvSettings> {
  if (argument === '') return {};
  if (!argument.includes('=')) return { fileName: argument };
  const settings: Partial<CsvSettings> = {};
  for (const pair of argument.split(',')) {
    const [key = '', value = ''] = splitPair(pair);
    if (value === '') throw new Error(`couldn't parse "${argument}" as argument for csv output`);
    if (key === 'fileName') settings.fileName = value;
    else if (key === 'saveInterval') settings.saveIntervalMs = parseDuration(value);
    else if (key === 'timeFormat') settings.timeFormat = value;
    else throw new Error(`unknown key "${key}" as argument for csv output`);
  }
  return settings;
}

function splitPair(pair: string): [key: string, value: string] {
  const equals = pair.indexOf('=');
  return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
