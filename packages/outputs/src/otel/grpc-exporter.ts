import type { TlsSettings } from '../delivery/http-sender.ts';
import { decodeProtobufResponse, encodeProtobuf } from './encode-protobuf.ts';
import type { Exporter, PartialSuccess } from './exporter.ts';
import { GrpcSender } from './grpc-sender.ts';
import type { ExportData } from './metric-data.ts';
import type { OtelConfig } from './otel-config.ts';

const TIMEOUT_MS = 10_000;
const METHOD = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/** OTLP over gRPC. */
export class GrpcExporter implements Exporter {
  readonly description: string;
  readonly #sender: GrpcSender;

  constructor({ grpcEndpoint, grpcInsecure, headers }: OtelConfig, tls: TlsSettings) {
    this.description = `grpc${grpcInsecure ? ' (insecure)' : ''}, ${grpcEndpoint}`;
    this.#sender = new GrpcSender({
      url: new URL(`${grpcInsecure ? 'http' : 'https'}://${grpcEndpoint}`),
      tls,
      timeoutMs: TIMEOUT_MS,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    });
  }

  async send(data: ExportData, signal: AbortSignal): Promise<PartialSuccess | undefined> {
    return decodeProtobufResponse(await this.#sender.call(METHOD, encodeProtobuf(data), signal));
  }

  close(): void {
    this.#sender.close();
  }
}
