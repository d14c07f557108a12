import { readFileSync } from 'node:fs';
import { type Environment, parseDuration, UserError } from '@squall/core';
import type { SecretServer } from '@squall/engine';
import type { SourceText } from './source-text.ts';

/** Settings as texts, whatever they came from; headers as `headers.Name`. */
type Settings = Readonly<Record<string, string>>;

const DEFAULTS: Settings = {
  urlTemplate: '',
  method: 'GET',
  responsePath: '',
  timeout: '30s',
  maxRetries: '3',
  retryBackoff: '1s',
  requestsPerMinuteLimit: '300',
  requestsBurst: '10',
};

const VARIABLE_PREFIX = 'K6_SECRET_SOURCE_URL_';

/** A server of secrets: from the variables, a file and what stands on the command line, the latter going first. */
export function readUrlSource(source: SourceText, env: Environment): SecretServer {
  const inline = inlineSettings(source);
  const settings = { ...DEFAULTS, ...variables(env), ...fileSettings(inline.config), ...inline };
  return {
    kind: 'url',
    name: source.name,
    isDefault: source.isDefault,
    urlTemplate: checkTemplate(settings.urlTemplate ?? ''),
    method: (settings.method ?? '').toUpperCase(),
    headers: headersOf(settings),
    responsePath: settings.responsePath ?? '',
    timeoutMs: duration(settings, 'timeout'),
    maxRetries: count(settings, 'maxRetries', 0),
    retryBackoffMs: duration(settings, 'retryBackoff'),
    requestsPerMinuteLimit: count(settings, 'requestsPerMinuteLimit', 1),
    requestsBurst: count(settings, 'requestsBurst', 1),
  };
}

function inlineSettings({ settings }: SourceText): Settings {
  const read: Record<string, string> = {};
  for (const [key, value] of settings) {
    const isKnown = key in DEFAULTS || key === 'config' || key.startsWith('headers.');
    if (!isKnown || value === undefined) throw invalid(`unknown configuration key "${key}"`);
    read[key] = value;
  }
  return read;
}

function variables(env: Environment): Settings {
  const read: Record<string, string> = {};
  for (const key of Object.keys(DEFAULTS)) {
    const value = env[VARIABLE_PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()];
    if (value !== undefined && value !== '') read[key] = value;
  }
  for (const [name, value] of Object.entries(env)) {
    const prefix = `${VARIABLE_PREFIX}HEADER_`;
    if (name.startsWith(prefix) && value !== undefined) read[`headers.${name.slice(prefix.length)}`] = value;
  }
  return read;
}

function fileSettings(path: string | undefined): Settings {
  if (path === undefined) return {};
  const read: Record<string, string> = {};
  for (const [key, value] of Object.entries(readJson(path))) {
    if (key === 'headers' && typeof value === 'object' && value !== null) {
      for (const [name, text] of Object.entries(value)) read[`headers.${name}`] = String(text);
    } else if (key in DEFAULTS) read[key] = String(value);
    else throw invalid(`unknown configuration key "${key}"`);
  }
  return read;
}

function readJson(path: string): object {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(`cannot read ${path}: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null) return value;
  throw invalid(`${path} must hold a JSON object`);
}

function headersOf(settings: Settings): Readonly<Record<string, string>> {
  const prefix = 'headers.';
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

function checkTemplate(template: string): string {
  if (template === '') throw invalid('urlTemplate is required');
  if (!template.includes('{key}')) throw invalid('urlTemplate must contain {key} placeholder');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(template)) return template;
  throw invalid('urlTemplate must be an absolute URL with a scheme (e.g., https://...)');
}

function duration(settings: Settings, key: string): number {
  const text = settings[key] ?? '';
  try {
    return parseDuration(text);
  } catch (error) {
    throw invalid(`${key}: ${(error as Error).message}`);
  }
}

function count(settings: Settings, key: string, least: number): number {
  const value = Number(settings[key]);
  if (Number.isInteger(value) && value >= least) return value;
  throw invalid(`${key} must be a whole number of at least ${least}, got "${settings[key]}"`);
}

function invalid(reason: string): UserError {
  return new UserError('USAGE', `missing or invalid config: ${reason}`);
}
