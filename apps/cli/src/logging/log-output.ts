import { parseDuration, UserError } from '@squall/core';
import { allLevels, type LevelFilter, parseLevelFilter } from './level.ts';
import type { LokiSettings } from './loki-sink.ts';

/** Where `--log-output` sends the log. */
export type LogOutput =
  | { readonly kind: 'stderr' | 'stdout' | 'none' }
  | { readonly kind: 'file'; readonly path: string; readonly accepts: LevelFilter }
  | { readonly kind: 'loki'; readonly settings: LokiSettings };

export function parseLogOutput(text: string): LogOutput {
  if (text === 'stderr' || text === 'stdout' || text === 'none') return { kind: text };
  if (text.startsWith('file')) return parseFileOutput(text);
  if (text.startsWith('loki')) return { kind: 'loki', settings: parseLokiOutput(text) };
  throw usage(`unsupported log output '${text}'`);
}

function parseFileOutput(text: string): LogOutput {
  const [first, ...rest] = splitSettings(text);
  if (first?.key !== 'file') {
    throw usage(`logfile configuration should be in the form \`file=path-to-local-file\` but is \`${text}\``);
  }
  let accepts = allLevels;
  const path = valueFor(first);
  for (const setting of rest) {
    if (setting.key !== 'level') throw usage(`unknown logfile config key ${setting.key}`);
    accepts = parseLevelFilter(valueFor(setting));
  }
  return { kind: 'file', path, accepts };
}

function valueFor({ key, value }: Setting): string {
  if (value) return value;
  throw usage(`error while parsing logfile configuration key \`${key}\` with no value`);
}

const LOKI_DEFAULTS: LokiSettings = {
  url: 'http://127.0.0.1:3100/loki/api/v1/push',
  pushPeriodMs: 1000,
  limit: 100,
  maxMessageCharacters: 1024 * 1024,
  accepts: allLevels,
  allowedLabels: undefined,
  labels: {},
  headers: {},
};

function parseLokiOutput(text: string): LokiSettings {
  const [first, ...rest] = splitSettings(text);
  if (first?.key !== 'loki') {
    throw usage(`loki configuration should be in the form \`loki=url-to-push\` but is \`${text}\``);
  }
  const start = first.value ? { ...LOKI_DEFAULTS, url: first.value } : LOKI_DEFAULTS;
  return rest.reduce(withLokiSetting, start);
}

function withLokiSetting(settings: LokiSettings, { key, value = '' }: Setting): LokiSettings {
  const [group, name] = splitOnce(key, '.');
  if (name !== undefined && group === 'label')
    return { ...settings, labels: { ...settings.labels, [name]: value } };
  if (name !== undefined && group === 'header') {
    return { ...settings, headers: { ...settings.headers, [name]: value } };
  }
  switch (key) {
    case 'pushPeriod':
      return { ...settings, pushPeriodMs: pushPeriodMs(value) };
    case 'limit':
      return { ...settings, limit: positiveNumber('limit', value) };
    case 'msgMaxSize':
      return { ...settings, maxMessageCharacters: positiveNumber('msgMaxSize', value) };
    case 'level':
      return { ...settings, accepts: parseLevelFilter(value) };
    case 'allowedLabels':
      return { ...settings, allowedLabels: value.replace(/^\[|\]$/g, '').split(',') };
    case 'profile':
      return settings;
    default:
      throw usage(`unknown loki config key ${key}`);
  }
}

function positiveNumber(key: string, text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw usage(
      `couldn't parse the loki ${key} as a number strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const number = Number(text);
  if (number < 1) throw usage(`loki ${key} needs to be a positive number, is ${number}`);
  return number;
}

function pushPeriodMs(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw usage(`couldn't parse the loki pushPeriod ${(error as Error).message}`);
  }
}

interface Setting {
  readonly key: string;
  readonly value: string | undefined;
}

/** `a=b,c=[d,e]` as settings: commas inside brackets belong to the value. */
function splitSettings(text: string): readonly Setting[] {
  return (text.match(/(?:\[[^\]]*\]|[^,])+/g) ?? []).map((part) => {
    const [key, value] = splitOnce(part, '=');
    return { key, value };
  });
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function usage(message: string): UserError {
  return new UserError('USAGE', message);
}
