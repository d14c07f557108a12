import { create } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  Edition,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MethodDescriptorProtoSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import { jsonName } from './json-name.ts';
import { ProtoError } from './proto-error.ts';

const SCALARS: Readonly<Record<string, FieldDescriptorProto_Type>> = {
  double: FieldDescriptorProto_Type.DOUBLE,
  float: FieldDescriptorProto_Type.FLOAT,
  int64: FieldDescriptorProto_Type.INT64,
  uint64: FieldDescriptorProto_Type.UINT64,
  int32: FieldDescriptorProto_Type.INT32,
  fixed64: FieldDescriptorProto_Type.FIXED64,
  fixed32: FieldDescriptorProto_Type.FIXED32,
  bool: FieldDescriptorProto_Type.BOOL,
  string: FieldDescriptorProto_Type.STRING,
  bytes: FieldDescriptorProto_Type.BYTES,
  uint32: FieldDescriptorProto_Type.UINT32,
  sfixed32: FieldDescriptorProto_Type.SFIXED32,
  sfixed64: FieldDescriptorProto_Type.SFIXED64,
  sint32: FieldDescriptorProto_Type.SINT32,
  sint64: FieldDescriptorProto_Type.SINT64,
};

/** Finds a type as it is named in a scope: its full name and whether it is an enum. */
export type ResolveType = (name: string, scope: string) => { fullName: string; isEnum: boolean } | undefined;

/** One parsed .proto file. */
export interface ParsedFile {
  readonly name: string;
  readonly packageName: string;
  readonly syntax: 'proto2' | 'proto3' | 'editions';
  readonly imports: readonly string[];
  readonly root: protobuf.Root;
}

/** Full names of the messages (false) and enums (true) that a file declares. */
export function declaredTypes({ root }: ParsedFile): ReadonlyMap<string, boolean> {
  const types = new Map<string, boolean>();
  const visit = (object: protobuf.ReflectionObject): void => {
    if (object instanceof protobuf.Enum) types.set(object.fullName.slice(1), true);
    if (object instanceof protobuf.Type) types.set(object.fullName.slice(1), false);
    if (object instanceof protobuf.Namespace) for (const nested of object.nestedArray) visit(nested);
  };
  visit(root);
  return types;
}

/** The file as protoc would describe it. @throws ProtoError */
export function describeFile(file: ParsedFile, resolve: ResolveType): FileDescriptorProto {
  const { messages, enums, services } = topLevel(file);
  const scope: Scope = { file, resolve };
  return create(FileDescriptorProtoSchema, {
    name: file.name,
    package: file.packageName,
    dependency: [...file.imports],
    messageType: messages.map((message) => describeMessage(message, scope)),
    enumType: enums.map(describeEnum),
    service: services.map((service) => describeService(service, scope)),
    syntax: file.syntax,
    ...(file.syntax === 'editions' ? { edition: Edition.EDITION_2023 } : {}),
  });
}

interface Scope {
  readonly file: ParsedFile;
  readonly resolve: ResolveType;
}

function topLevel({ root, packageName }: ParsedFile) {
  const namespace = packageName === '' ? root : root.lookup(packageName);
  const nested = namespace instanceof protobuf.Namespace ? namespace.nestedArray : [];
  return {
    messages: nested.filter((object) => object instanceof protobuf.Type),
    enums: nested.filter((object) => object instanceof protobuf.Enum),
    services: nested.filter((object) => object instanceof protobuf.Service),
  };
}

function describeMessage(message: protobuf.Type, scope: Scope): DescriptorProto {
  const oneofs = message.oneofsArray;
  const maps = message.fieldsArray.filter((field) => field instanceof protobuf.MapField);
  return create(DescriptorProtoSchema, {
    name: message.name,
    field: message.fieldsArray.map((field) => describeField(field, message, scope)),
    nestedType: [
      ...message.nestedArray
        .filter((object) => object instanceof protobuf.Type)
        .map((nested) => describeMessage(nested, scope)),
      ...maps.map((field) => describeMapEntry(field, message, scope)),
    ],
    enumType: message.nestedArray.filter((object) => object instanceof protobuf.Enum).map(describeEnum),
    // Those of `optional` fields come last, as protoc wants them.
    oneofDecl: inDescriptorOrder(oneofs).map(({ name }) => ({ name })),
  });
}

function inDescriptorOrder(oneofs: readonly protobuf.OneOf[]): readonly protobuf.OneOf[] {
  const isSynthetic = (oneof: protobuf.OneOf): boolean => oneof.isProto3Optional;
  return [...oneofs.filter((oneof) => !isSynthetic(oneof)), ...oneofs.filter(isSynthetic)];
}

function describeField(field: protobuf.Field, message: protobuf.Type, scope: Scope): FieldDescriptorProto {
  const options = (field.options ?? {}) as Readonly<Record<string, unknown>>;
  const { partOf } = field;
  const isMap = field instanceof protobuf.MapField;
  return create(FieldDescriptorProtoSchema, {
    name: field.name,
    number: field.id,
    label: labelOf(field, isMap),
    ...(isMap
      ? { type: FieldDescriptorProto_Type.MESSAGE, typeName: `${message.fullName}.${entryName(field)}` }
      : typeOf(field.type, message, scope)),
    jsonName: typeof options.json_name === 'string' ? options.json_name : jsonName(field.name),
    ...(typeof options.packed === 'boolean' ? { options: { packed: options.packed } } : {}),
    ...(partOf ? { oneofIndex: inDescriptorOrder(message.oneofsArray).indexOf(partOf) } : {}),
    ...(options.proto3_optional === true ? { proto3Optional: true } : {}),
    ...(options.default === undefined ? {} : { defaultValue: String(options.default) }),
  });
}

function labelOf(field: protobuf.Field, isMap: boolean): FieldDescriptorProto_Label {
  if (field.repeated || isMap) return FieldDescriptorProto_Label.REPEATED;
  return field.required ? FieldDescriptorProto_Label.REQUIRED : FieldDescriptorProto_Label.OPTIONAL;
}

function typeOf(name: string, owner: protobuf.ReflectionObject, { file, resolve }: Scope) {
  const scalar = SCALARS[name];
  if (scalar !== undefined) return { type: scalar };
  const found = resolve(name, owner.fullName.slice(1));
  if (found === undefined) {
    throw new ProtoError(`${file.name}: ${owner.fullName.slice(1)}: unknown type ${name}`);
  }
  const type = found.isEnum ? FieldDescriptorProto_Type.ENUM : FieldDescriptorProto_Type.MESSAGE;
  return { type, typeName: `.${found.fullName}` };
}

/** A map is a list of messages made for it. */
function describeMapEntry(field: protobuf.MapField, message: protobuf.Type, scope: Scope): DescriptorProto {
  const label = FieldDescriptorProto_Label.OPTIONAL;
  return create(DescriptorProtoSchema, {
    name: entryName(field),
    options: { mapEntry: true },
    field: [
      { name: 'key', jsonName: 'key', number: 1, label, ...typeOf(field.keyType, message, scope) },
      { name: 'value', jsonName: 'value', number: 2, label, ...typeOf(field.type, message, scope) },
    ],
  });
}

function entryName({ name }: { readonly name: string }): string {
  const camel = jsonName(name);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}

function describeEnum(declared: protobuf.Enum): EnumDescriptorProto {
  const options = (declared.options ?? {}) as Readonly<Record<string, unknown>>;
  return create(EnumDescriptorProtoSchema, {
    name: declared.name,
    value: Object.entries(declared.values).map(([name, number]) => ({ name, number })),
    ...(options.allow_alias === true ? { options: { allowAlias: true } } : {}),
  });
}

function describeService(service: protobuf.Service, scope: Scope): ServiceDescriptorProto {
  const typeName = (name: string): string => typeOf(name, service, scope).typeName ?? '';
  return create(ServiceDescriptorProtoSchema, {
    name: service.name,
    method: service.methodsArray.map((method) =>
      create(MethodDescriptorProtoSchema, {
        name: method.name,
        inputType: typeName(method.requestType),
        outputType: typeName(method.responseType),
        clientStreaming: method.requestStream === true,
        serverStreaming: method.responseStream === true,
      }),
    ),
  });
}
