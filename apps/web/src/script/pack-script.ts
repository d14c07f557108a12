import { consolidate, K6_VERSION, optionsToJSON, parseScriptLayer } from '@squall/core';
import { createTar, parseTar, type TarFileItem } from 'nanotar';
import { readScript } from './read-script.ts';

const FILE_NAME = 'file:///script.js';
const MAX_NAME_LENGTH = 100;

/**
 * An archive of a script as the controller takes it. Files that an earlier archive of the same test brought
 * along stay in it. @throws ScriptProblem, UserError
 */
export function packScript(source: string, earlier?: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const { options, exports, metrics } = readScript(source);
  const { config } = consolidate({ script: parseScriptLayer(options).options });
  const before = earlier === undefined ? undefined : partsOf(earlier);
  const metadata = {
    type: 'js',
    filename: FILE_NAME,
    pwd: 'file:///',
    env: {},
    compatibilityMode: 'extended',
    k6version: K6_VERSION,
    goos: 'linux',
    dependencies: { k6: '*' },
    ...before?.metadata,
    options: optionsToJSON(config),
    // What running the script would tell; agents hold their part of the run against it.
    squall: { exports: [...exports], metrics },
  };
  const tar = createTar([
    { name: 'metadata.json', data: `${JSON.stringify(metadata, null, 2)}\n` },
    { name: 'data', data: source },
    ...(before?.files ?? []),
  ]);
  return new Uint8Array(tar);
}

interface Parts {
  readonly metadata: object;
  readonly files: readonly TarFileItem[];
}

function partsOf(tar: ArrayBuffer): Parts {
  const entries = parseTar(tar);
  const metadata = JSON.parse(entries.find(({ name }) => name === 'metadata.json')?.text ?? '{}') as object;
  const files = entries
    .filter(({ name, type }) => type === 'file' && name !== 'metadata.json' && name !== 'data')
    .map(({ name, data }) => ({ name, data: data ?? new Uint8Array() }));
  const tooLong = files.find(({ name }) => name.length > MAX_NAME_LENGTH);
  if (tooLong !== undefined)
    throw new Error(`the name of a file is too long to be kept here: ${tooLong.name}`);
  return { metadata, files };
}
