import type { DescriptorProto, EnumDescriptorProto, FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';
import { jsonName } from './json-name.ts';
import { candidateNames } from './scoped-names.ts';

/**
 * Some servers describe themselves with names as they stand in the source, and without names for JSON. They are made
 * full, as protoc writes them and as everything else expects them.
 */
export function completeNames(files: readonly FileDescriptorProto[]): void {
  const types = new Map<string, boolean>();
  for (const file of files) collect(file.package, file, types);
  for (const file of files) {
    for (const message of file.messageType) completeMessage(message, join(file.package, message.name), types);
    for (const service of file.service) {
      const scope = join(file.package, service.name);
      for (const method of service.method) {
        method.inputType = fullName(method.inputType, scope, types);
        method.outputType = fullName(method.outputType, scope, types);
      }
    }
  }
}

interface Declarations {
  readonly messageType?: readonly DescriptorProto[];
  readonly nestedType?: readonly DescriptorProto[];
  readonly enumType: readonly EnumDescriptorProto[];
}

/** Full names, and whether they are enums. */
function collect(scope: string, declarations: Declarations, types: Map<string, boolean>): void {
  for (const { name } of declarations.enumType) types.set(join(scope, name), true);
  for (const message of declarations.messageType ?? declarations.nestedType ?? []) {
    const name = join(scope, message.name);
    types.set(name, false);
    collect(name, message, types);
  }
}

function completeMessage(message: DescriptorProto, scope: string, types: ReadonlyMap<string, boolean>): void {
  for (const field of message.field) {
    field.jsonName ||= jsonName(field.name);
    if (field.typeName === '' || field.typeName.startsWith('.')) continue;
    field.typeName = fullName(field.typeName, scope, types);
    const isEnum = types.get(field.typeName.slice(1)) === true;
    field.type ||= isEnum ? FieldDescriptorProto_Type.ENUM : FieldDescriptorProto_Type.MESSAGE;
  }
  for (const nested of message.nestedType) completeMessage(nested, join(scope, nested.name), types);
}

function fullName(name: string, scope: string, types: ReadonlyMap<string, boolean>): string {
  const found = candidateNames(name, scope).find((candidate) => types.has(candidate));
  return `.${found ?? name.replace(/^\./, '')}`;
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
