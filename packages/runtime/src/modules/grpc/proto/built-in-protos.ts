import { Definitions } from './definitions.ts';
import { loadProtoFiles } from './proto-files.ts';

const HEALTH = `
syntax = "proto3";
package grpc.health.v1;
message HealthCheckRequest { string service = 1; }
message HealthCheckResponse {
  enum ServingStatus { UNKNOWN = 0; SERVING = 1; NOT_SERVING = 2; SERVICE_UNKNOWN = 3; }
  ServingStatus status = 1;
}
service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); }`;

const STATUS = `
syntax = "proto3";
package google.rpc;
import "google/protobuf/any.proto";
message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }`;

/** The protocol has two names and one content. */
const reflection = (version: string): string => `
syntax = "proto3";
package grpc.reflection.${version};
service ServerReflection {
  rpc ServerReflectionInfo(stream ServerReflectionRequest) returns (stream ServerReflectionResponse);
}
message ServerReflectionRequest {
  string host = 1;
  oneof message_request { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
}
message ServerReflectionResponse {
  oneof message_response {
    FileDescriptorResponse file_descriptor_response = 4;
    ListServiceResponse list_services_response = 6;
    ErrorResponse error_response = 7;
  }
}
message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
message ListServiceResponse { repeated ServiceResponse service = 1; }
message ServiceResponse { string name = 1; }
message ErrorResponse { int32 error_code = 1; string error_message = 2; }`;

const FILES: Readonly<Record<string, string>> = {
  '/health.proto': HEALTH,
  '/status.proto': STATUS,
  '/reflection_v1.proto': reflection('v1'),
  '/reflection_v1alpha.proto': reflection('v1alpha'),
};

let known: Definitions | undefined;

/** Definitions of what gRPC itself speaks. */
export function builtInDefinitions(): Definitions {
  if (known === undefined) {
    const names = Object.keys(FILES).map((path) => path.slice(1));
    known = new Definitions();
    known.add(loadProtoFiles(names, ['/'], (path) => FILES[path]));
  }
  return known;
}
