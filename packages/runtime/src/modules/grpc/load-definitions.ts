import { posix } from 'node:path';
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import type { ScriptSources } from '../../loader/contract.ts';
import { folderUrlOf, pathOfUrl } from '../../loader/file-url.ts';
import type { Realm } from '../../sandbox/contract.ts';
import { describeMethods, type MethodInfo, readDescriptorSet } from './proto/definitions.ts';
import { ProtoError } from './proto/proto-error.ts';
import { loadProtoFiles } from './proto/proto-files.ts';

type Files = Pick<ScriptSources, 'entryUrl' | 'find'>;

/** Definitions that were read, and what scripts are told of them. */
export interface LoadedDefinitions {
  readonly files: readonly FileDescriptorProto[];
  readonly methods: readonly MethodInfo[];
}

/** Reads definitions for a thread; every VU asks for the same, so each is read and parsed once. */
export class DefinitionLoader {
  readonly #sources: Files;
  readonly #loaded = new Map<string, LoadedDefinitions>();

  constructor(sources: Files) {
    this.#sources = sources;
  }

  /** `client.load()`. @throws GoError */
  protoFiles(realm: Realm, importPaths: readonly string[], files: readonly string[]): LoadedDefinitions {
    const folder = pathOfUrl(folderUrlOf(this.#sources.entryUrl));
    const folders = (importPaths.length === 0 ? ['.'] : importPaths).map((path) => absolute(folder, path));
    return this.#once(JSON.stringify([folders, files]), () => {
      try {
        return loadProtoFiles(files.map(withoutScheme), folders, (path) => this.#readText(path));
      } catch (error) {
        throw error instanceof ProtoError ? realm.goError(error.message) : error;
      }
    });
  }

  /** `client.loadProtoset()`. @throws GoError */
  protoset(realm: Realm, path: string): LoadedDefinitions {
    const { absolutePath, read } = this.#sources.find(path, this.#sources.entryUrl);
    if (read.kind !== 'file') {
      const reason = read.kind === 'failed' ? read.reason : 'no such file or directory';
      throw realm.goError(`couldn't open protoset: open ${absolutePath}: ${reason}`);
    }
    const { bytes } = read;
    return this.#once(absolutePath, () => {
      try {
        return readDescriptorSet(new Uint8Array(bytes));
      } catch (error) {
        throw realm.goError(`couldn't unmarshal protoset file ${path}: proto: ${(error as Error).message}`);
      }
    });
  }

  #once(key: string, read: () => readonly FileDescriptorProto[]): LoadedDefinitions {
    let loaded = this.#loaded.get(key);
    if (loaded === undefined) {
      const files = read();
      loaded = { files, methods: describeMethods(files) };
      this.#loaded.set(key, loaded);
    }
    return loaded;
  }

  #readText(path: string): string | undefined {
    const { read } = this.#sources.find(path, this.#sources.entryUrl);
    if (read.kind !== 'file') return undefined;
    const { bytes } = read;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }
}

function absolute(folder: string, path: string): string {
  return posix.resolve(folder, withoutScheme(path));
}

function withoutScheme(path: string): string {
  return path.replace(/^file:\/\//, '');
}
