import { fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { VUContext } from '../../vu/vu-context.ts';
import { builtInDefinitions } from './proto/built-in-protos.ts';
import { decodeBody } from './proto/decode-body.ts';
import { inOrderOfDependencies } from './proto/definitions.ts';
import { STATUS, statusName } from './status.ts';
import type { CallEnd, CallSettings, GrpcCall } from './wire/call.ts';
import { ConnectFailure, type GrpcConnection } from './wire/connection.ts';

type ReflectionSettings = Omit<CallSettings, 'path'>;

interface Response {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto?: readonly string[] };
  readonly listServicesResponse?: { readonly service?: readonly { readonly name?: string }[] };
  readonly errorResponse?: { readonly errorCode?: number; readonly errorMessage?: string };
}

/** Asks a server for everything it offers. Rejects with `ConnectFailure`. */
export async function reflectServices(
  vu: VUContext,
  connection: GrpcConnection,
  settings: ReflectionSettings,
): Promise<readonly FileDescriptorProto[]> {
  const newer = new Conversation(vu, connection, { settings, version: 'v1' });
  try {
    return await newer.readAll();
  } catch (error) {
    if (newer.endCode !== STATUS.UNIMPLEMENTED) throw error;
  } finally {
    newer.close();
  }
  const older = new Conversation(vu, connection, { settings, version: 'v1alpha' });
  try {
    return await older.readAll();
  } finally {
    older.close();
  }
}

/** One stream of questions and answers. */
class Conversation {
  readonly #call: GrpcCall;
  readonly #package: string;
  #awaited: { resolve(response: Response): void; reject(error: Error): void } | undefined;
  #end: CallEnd | undefined;

  constructor(
    vu: VUContext,
    connection: GrpcConnection,
    { settings, version }: { readonly settings: ReflectionSettings; readonly version: string },
  ) {
    this.#package = `grpc.reflection.${version}`;
    this.#call = connection.start(vu, {
      settings: { ...settings, path: `/${this.#package}.ServerReflection/ServerReflectionInfo` },
      listener: {
        onMessage: (message) => this.#awaited?.resolve(this.#decode(message)),
        onEnd: (end) => {
          this.#end = end;
          this.#awaited?.reject(callFailure(end));
        },
      },
    });
  }

  get endCode(): number | undefined {
    return this.#end?.code;
  }

  async readAll(): Promise<readonly FileDescriptorProto[]> {
    const files = new Map<string, FileDescriptorProto>();
    for (const service of await this.#listServices()) {
      this.#keep(files, await this.#ask({ fileContainingSymbol: service }));
    }
    for (const file of files.values()) {
      // The map grows while it is gone through: dependencies have dependencies.
      for (const name of file.dependency) {
        if (!files.has(name)) this.#keep(files, await this.#ask({ fileByFilename: name }));
      }
    }
    return inOrderOfDependencies([...files.values()]);
  }

  close(): void {
    this.#call.abandon();
  }

  async #listServices(): Promise<readonly string[]> {
    try {
      const response = await this.#ask({ listServices: '*' });
      const names = (response.listServicesResponse?.service ?? []).map(({ name = '' }) => name);
      // Servers need not know of themselves how they are asked.
      return names.filter((name) => !name.startsWith('grpc.reflection.'));
    } catch (error) {
      throw new ConnectFailure(`can't list services: ${(error as Error).message}`);
    }
  }

  #keep(files: Map<string, FileDescriptorProto>, response: Response): void {
    for (const text of response.fileDescriptorResponse?.fileDescriptorProto ?? []) {
      const file = readFile(text);
      files.set(file.name, file);
    }
  }

  async #ask(question: JsonValue): Promise<Response> {
    const response = await new Promise<Response>((resolve, reject) => {
      if (this.#end !== undefined) return reject(callFailure(this.#end));
      this.#awaited = { resolve, reject };
      const schema = this.#schema('ServerReflectionRequest');
      this.#call.send(toBinary(schema, fromJson(schema, question)));
    });
    const { errorResponse } = response;
    if (errorResponse !== undefined) {
      const { errorCode = STATUS.UNKNOWN, errorMessage = '' } = errorResponse;
      throw callFailure({ code: errorCode, message: errorMessage });
    }
    return response;
  }

  #decode(message: Buffer): Response {
    const schema = this.#schema('ServerReflectionResponse');
    return toJson(schema, decodeBody(schema, message)) as Response;
  }

  #schema(name: string) {
    const schema = builtInDefinitions().registry.getMessage(`${this.#package}.${name}`);
    if (schema === undefined) throw new Error(`the message ${name} is not defined`);
    return schema;
  }
}

/** @throws ConnectFailure */
function readFile(base64: string): FileDescriptorProto {
  try {
    return fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'));
  } catch (error) {
    throw new ConnectFailure(
      `the server describes a file in no way that can be read: ${(error as Error).message}`,
    );
  }
}

/** An RPC's end as Go writes errors of RPCs. */
export function callFailure({ code, message }: Pick<CallEnd, 'code' | 'message'>): ConnectFailure {
  return new ConnectFailure(`rpc error: code = ${statusName(code)} desc = ${message}`);
}
