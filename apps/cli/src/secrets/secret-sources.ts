import { readFileSync } from 'node:fs';
import { type Environment, UserError } from '@squall/core';
import type { SecretSource } from '@squall/engine';
import { readSourceText, type SourceText } from './source-text.ts';
import { readUrlSource } from './url-source.ts';

/** What `--secret-source` asks for, flag by flag. @throws UserError */
export function readSecretSources(texts: readonly string[], env: Environment): readonly SecretSource[] {
  const sources = texts.map(readSourceText);
  checkNames(sources);
  const read = sources.map((source) => readSource(source, env));
  const [only] = read;
  return only !== undefined && read.length === 1 ? [{ ...only, isDefault: true }] : read;
}

function checkNames(sources: readonly SourceText[]): void {
  const names = new Set<string>();
  let hasDefault = false;
  for (const { text, name, isDefault } of sources) {
    if (names.has(name)) {
      throw usage(`secret source for name "${name}" already registered before configuration "${text}"`);
    }
    if (isDefault && hasDefault) {
      throw usage(`can't have two secret sources that are default ones, second one was "${text}"`);
    }
    names.add(name);
    hasDefault ||= isDefault;
  }
}

function readSource(source: SourceText, env: Environment): SecretSource {
  const { type, text, name, isDefault, settings } = source;
  switch (type) {
    case 'mock':
      return { kind: 'known', name, isDefault, values: mockValues(settings) };
    case 'file':
      return { kind: 'known', name, isDefault, values: fileValues(filePath(source)) };
    case 'url':
      return readUrlSource(source, env);
    case 'cloud':
      throw new UserError(
        'INVALID_OPTION',
        "'cloud' is not a valid value for --secret-source; cloud secrets are automatically available for " +
          "'k6 cloud run --local-execution'",
      );
    default:
      throw usage(`no secret source for type "${type}" for configuration "${text}"`);
  }
}

function mockValues(settings: SourceText['settings']): Readonly<Record<string, string>> {
  return Object.fromEntries(settings.map(([key, value]) => [key, value ?? '']));
}

function filePath({ settings }: SourceText): string {
  let path = '';
  for (const [key, value] of settings) {
    if (value === undefined) path = key;
    else if (key === 'filename') path = value;
    else throw usage(`unknown configuration key for file secret source "${key}"`);
  }
  return path;
}

function fileValues(path: string): Readonly<Record<string, string>> {
  const lines = readText(path).split(/\r?\n/);
  return Object.fromEntries(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const equals = line.indexOf('=');
        if (equals < 0) throw usage(`parsing "${line}", needs =`);
        return [line.slice(0, equals), line.slice(equals + 1)];
      }),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'no such file or directory' : (error as Error).message;
    throw new UserError('FILE_NOT_FOUND', `open ${path}: ${reason}`);
  }
}

function usage(message: string): UserError {
  return new UserError('USAGE', message);
}
