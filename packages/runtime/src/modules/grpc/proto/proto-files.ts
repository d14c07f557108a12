import { posix } from 'node:path';
import type { DescFile } from '@bufbuild/protobuf';
import * as wkt from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import { declaredTypes, describeFile, type ParsedFile } from './file-descriptor.ts';
import { ProtoError } from './proto-error.ts';
import { candidateNames } from './scoped-names.ts';

/** Reads a file as text; undefined when there is none. */
export type ReadText = (absolutePath: string) => string | undefined;

/** Google's own files, which need not be there. */
const WELL_KNOWN: ReadonlyMap<string, DescFile> = new Map(
  Object.entries(wkt)
    .filter(([name]) => name.startsWith('file_google_protobuf_'))
    .map(([, file]) => [(file as DescFile).proto.name, file as DescFile]),
);

/**
 * Reads .proto files with everything they import.
 * @throws ProtoError
 */
export function loadProtoFiles(
  files: readonly string[],
  importPaths: readonly string[],
  readText: ReadText,
): readonly wkt.FileDescriptorProto[] {
  const loading = new Loading(importPaths, readText);
  for (const file of files) loading.add(file);
  return loading.describe();
}

class Loading {
  readonly #importPaths: readonly string[];
  readonly #readText: ReadText;
  /** In the order of their dependencies. */
  readonly #parsed = new Map<string, ParsedFile>();
  readonly #wellKnown = new Map<string, DescFile>();
  readonly #types = new Map<string, boolean>();
  readonly #open = new Set<string>();

  constructor(importPaths: readonly string[], readText: ReadText) {
    this.#importPaths = importPaths;
    this.#readText = readText;
  }

  add(name: string): void {
    if (this.#parsed.has(name) || this.#wellKnown.has(name)) return;
    if (this.#open.has(name)) throw new ProtoError(`${name}: cycle found in imports`);
    const text = this.#find(name);
    if (text === undefined) {
      this.#addWellKnown(name);
      return;
    }
    this.#open.add(name);
    const file = parseFile(name, text);
    for (const imported of file.imports) this.add(imported);
    this.#open.delete(name);
    this.#parsed.set(name, file);
    for (const [type, isEnum] of declaredTypes(file)) this.#types.set(type, isEnum);
  }

  describe(): wkt.FileDescriptorProto[] {
    const parsed = [...this.#parsed.values()].map((file) =>
      describeFile(file, (name, scope) => this.#resolve(name, scope)),
    );
    return [...[...this.#wellKnown.values()].map(({ proto }) => proto), ...parsed];
  }

  #find(name: string): string | undefined {
    for (const folder of this.#importPaths) {
      const text = this.#readText(posix.join(folder, name));
      if (text !== undefined) return text;
    }
    return undefined;
  }

  #addWellKnown(name: string): void {
    const file = WELL_KNOWN.get(name);
    if (file === undefined) {
      const path = posix.join(this.#importPaths[0] ?? '/', name);
      throw new ProtoError(`stat ${path}: no such file or directory`);
    }
    for (const { proto } of file.dependencies) this.add(proto.name);
    this.#wellKnown.set(name, file);
    for (const { typeName } of file.messages) this.#types.set(typeName, false);
    for (const { typeName } of file.enums) this.#types.set(typeName, true);
  }

  #resolve(name: string, scope: string): { fullName: string; isEnum: boolean } | undefined {
    for (const fullName of candidateNames(name, scope)) {
      const isEnum = this.#types.get(fullName);
      if (isEnum !== undefined) return { fullName, isEnum };
    }
    return undefined;
  }
}

function parseFile(name: string, text: string): ParsedFile {
  try {
    const {
      package: packageName,
      imports,
      root,
    } = protobuf.parse(text, new protobuf.Root(), { keepCase: true });
    return { name, packageName: packageName ?? '', imports: imports ?? [], root, syntax: syntaxOf(text) };
  } catch (error) {
    throw syntaxError(name, error as Error);
  }
}

/** The parser says in which line, as in `illegal name '=' (line 3)`. */
function syntaxError(name: string, { message }: Error): ProtoError {
  const [, what = message, line = '1'] = /^(.*?) \((?:.*, )?line (\d+)\)$/s.exec(message) ?? [];
  return new ProtoError(`${name}:${line}:1: syntax error: ${what}`);
}

function syntaxOf(text: string): ParsedFile['syntax'] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  if (/^\s*edition\s*=/.test(code)) return 'editions';
  return /^\s*syntax\s*=\s*["']proto3["']/.test(code) ? 'proto3' : 'proto2';
}
