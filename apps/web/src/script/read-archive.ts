import { parseTar } from 'nanotar';

export interface ScriptFile {
  /** As imports name it, without the machine it came from. */
  readonly path: string;
  readonly isMain: boolean;
  /** undefined for what is not text. */
  readonly text: string | undefined;
  readonly bytes: number;
}

export interface ArchiveContent {
  readonly main: string;
  readonly files: readonly ScriptFile[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Variables given with `-e`; their values may be secrets. */
  readonly variables: readonly string[];
}

interface Metadata {
  readonly filename?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>> | null;
}

const TEXT = new TextDecoder('utf-8', { fatal: true });

/** Looks into an archive as `k6 archive` makes it. */
export function readArchive(tar: ArrayBuffer): ArchiveContent {
  const entries = parseTar(tar).map(({ name, data }) => ({ name, data: data ?? new Uint8Array() }));
  const contentOf = (wanted: string) => entries.find(({ name }) => name === wanted)?.data ?? new Uint8Array();
  const metadata = JSON.parse(new TextDecoder().decode(contentOf('metadata.json'))) as Metadata;
  const mainPath = decodeURI((metadata.filename ?? 'file:///script.js').replace(/^file:\/\//, ''));
  const main = fileOf(mainPath, contentOf('data'), true);
  const others = entries
    .filter(({ name, data }) => /^(file|https)\//.test(name) && data.length > 0)
    .map(({ name, data }) => fileOf(name.replace(/^file/, '').replace(/^https\//, 'https://'), data, false))
    .filter(({ path }) => path !== mainPath);
  return {
    main: main.text ?? '',
    files: [main, ...others],
    options: metadata.options ?? {},
    variables: Object.keys(metadata.env ?? {}),
  };
}

function fileOf(path: string, data: Uint8Array, isMain: boolean): ScriptFile {
  return { path, isMain, text: textOf(data), bytes: data.length };
}

function textOf(data: Uint8Array): string | undefined {
  try {
    return TEXT.decode(data);
  } catch {
    // Pictures and the like, which scripts open as binary files.
    return undefined;
  }
}
