/** A way of bringing lines to InfluxDB. */
export interface InfluxdbWriter {
  /** Lines of one message at most. */
  readonly maxLines: number;
  /** Resolves to whether the receiver answered, whatever that was. */
  prepare(signal: AbortSignal): Promise<boolean>;
  /** Rejects with a `DeliveryError` when they did not arrive. */
  write(lines: readonly string[], signal: AbortSignal): Promise<void>;
  close(): void;
}
