import type { ExportData } from './metric-data.ts';

/** What a receiver said it did not take, of an export it took otherwise. */
export interface PartialSuccess {
  readonly rejectedPoints: number;
  readonly message: string;
}

/** A way of bringing metrics to a receiver of OTLP. */
export interface Exporter {
  /** How the run header names it, for example `grpc, localhost:4317`. */
  readonly description: string;
  /** Rejects with a `DeliveryError` when the export did not arrive. */
  send(data: ExportData, signal: AbortSignal): Promise<PartialSuccess | undefined>;
  close(): void;
}
