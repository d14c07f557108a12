import { Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

/** What matters here of OpenTelemetry's published message definitions. */
const DEFINITIONS = `
syntax = "proto3";
message ExportMetricsServiceRequest { repeated ResourceMetrics resource_metrics = 1; }
message ExportMetricsServiceResponse { ExportMetricsPartialSuccess partial_success = 1; }
message ExportMetricsPartialSuccess { int64 rejected_data_points = 1; string error_message = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeMetrics { InstrumentationScope scope = 1; repeated Metric metrics = 2; }
message InstrumentationScope { string name = 1; string version = 2; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; } }
message Metric {
  string name = 1;
  string description = 2;
  string unit = 3;
  oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
}
message Gauge { repeated NumberDataPoint data_points = 1; }
message Sum {
  repeated NumberDataPoint data_points = 1;
  int32 aggregation_temporality = 2;
  bool is_monotonic = 3;
}
message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message NumberDataPoint {
  repeated KeyValue attributes = 7;
  fixed64 start_time_unix_nano = 2;
  fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; }
}
message HistogramDataPoint {
  repeated KeyValue attributes = 9;
  fixed64 start_time_unix_nano = 2;
  fixed64 time_unix_nano = 3;
  fixed64 count = 4;
  optional double sum = 5;
  repeated fixed64 bucket_counts = 6;
  repeated double explicit_bounds = 7;
  optional double min = 11;
  optional double max = 12;
}
`;

const { root } = protobuf.parse(DEFINITIONS);
const Request = root.lookupType('ExportMetricsServiceRequest');
const Response = root.lookupType('ExportMetricsServiceResponse');

/** A request in the form that JSON has it in. */
export function decodeRequest(bytes: Uint8Array): unknown {
  return Request.toObject(Request.decode(bytes), { longs: String });
}

export function encodeResponse(rejectedDataPoints: number, errorMessage: string): Uint8Array {
  return Response.encode(
    Response.fromObject({ partialSuccess: { rejectedDataPoints, errorMessage } }),
  ).finish();
}

export interface GrpcReply {
  readonly rejected?: number;
  /** A status other than OK, and what it says. */
  readonly failure?: readonly [code: number, details: string];
}

/** A real gRPC server with the metrics service of OTLP. */
export async function startOtlpGrpcReceiver(
  reply: () => GrpcReply = () => ({}),
  credentials = ServerCredentials.createInsecure(),
) {
  const requests: { readonly message: unknown; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const server = new Server();
  const exportMetrics = {
    path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: decodeRequest,
    responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
    responseDeserialize: (bytes: Buffer) => bytes,
  } as const;
  server.addService(
    { export: exportMetrics },
    {
      export(
        call: { request: unknown; metadata: { getMap(): Record<string, unknown> } },
        callback: (error: Partial<ServiceError> | null, response?: Uint8Array) => void,
      ) {
        requests.push({ message: call.request, headers: call.metadata.getMap() });
        const { rejected, failure } = reply();
        if (failure === undefined)
          callback(null, rejected ? encodeResponse(rejected, 'too many') : new Uint8Array());
        else callback({ code: failure[0], details: failure[1] });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    endpoint: `127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

export { status as grpcStatus };
