import {
  create,
  createFileRegistry,
  type DescMethod,
  type FileRegistry,
  fromBinary,
} from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { completeNames } from './full-names.ts';
import { ProtoError } from './proto-error.ts';

const NOTHING = createFileRegistry();

/** All VUs load the same files in the same order: they share what comes of them, by what was known before. */
const registries = new WeakMap<FileRegistry, WeakMap<readonly FileDescriptorProto[], FileRegistry>>();

/** What a client knows of services and messages. Several loads add up. */
export class Definitions {
  readonly #files = new Map<string, FileDescriptorProto>();
  #registry: FileRegistry = NOTHING;

  get registry(): FileRegistry {
    return this.#registry;
  }

  /** The files come in the order of their dependencies. @throws ProtoError */
  add(files: readonly FileDescriptorProto[]): void {
    for (const file of files) if (!this.#files.has(file.name)) this.#files.set(file.name, file);
    const known = registries.get(this.#registry) ?? new WeakMap<typeof files, FileRegistry>();
    registries.set(this.#registry, known);
    const registry = known.get(files) ?? this.#register();
    known.set(files, registry);
    this.#registry = registry;
  }

  #register(): FileRegistry {
    try {
      const set = create(FileDescriptorSetSchema, { file: [...this.#files.values()] });
      return createFileRegistry(set);
    } catch (error) {
      throw new ProtoError((error as Error).message);
    }
  }

  /** `/package.Service/Method`. */
  find(method: string): DescMethod | undefined {
    const [, service = '', name] = method.split('/');
    return this.#registry.getService(service)?.methods.find((one) => one.name === name);
  }
}

/** What scripts are told of a method. */
export function describeMethods(files: readonly FileDescriptorProto[]): readonly MethodInfo[] {
  return files.flatMap((file) =>
    file.service.flatMap((service) =>
      service.method.map((method) => ({
        package: file.package,
        service: service.name,
        full_method: `/${file.package === '' ? '' : `${file.package}.`}${service.name}/${method.name}`,
        name: method.name,
        is_client_stream: method.clientStreaming,
        is_server_stream: method.serverStreaming,
      })),
    ),
  );
}

export interface MethodInfo {
  readonly package: string;
  readonly service: string;
  readonly full_method: string;
  readonly name: string;
  readonly is_client_stream: boolean;
  readonly is_server_stream: boolean;
}

/** The files of a binary FileDescriptorSet, those first that others need. @throws Error for other bytes */
export function readDescriptorSet(bytes: Uint8Array): readonly FileDescriptorProto[] {
  return inOrderOfDependencies(fromBinary(FileDescriptorSetSchema, bytes).file);
}

/** Makes what a server or a file gave ready for `Definitions`. */
export function inOrderOfDependencies(files: readonly FileDescriptorProto[]): readonly FileDescriptorProto[] {
  completeNames(files);
  const byName = new Map(files.map((file) => [file.name, file]));
  const ordered = new Set<FileDescriptorProto>();
  const visit = (file: FileDescriptorProto, above: ReadonlySet<string>): void => {
    if (ordered.has(file) || above.has(file.name)) return;
    for (const dependency of file.dependency) {
      const needed = byName.get(dependency);
      if (needed !== undefined) visit(needed, new Set([...above, file.name]));
    }
    ordered.add(file);
  };
  for (const file of files) visit(file, new Set());
  return [...ordered];
}
