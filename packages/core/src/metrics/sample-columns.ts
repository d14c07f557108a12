import type { SampleMetadata } from './recording.ts';
import type { SampleBatch } from './window.ts';

export const SAMPLES_PER_CHUNK = 8192;

export type SampleChunk = Omit<SampleBatch, 'definitions'>;

/** Collects raw samples of one thread as columns, in chunks of bounded size. */
export class SampleColumns {
  #length = 0;
  #seriesIds = new Uint32Array(SAMPLES_PER_CHUNK);
  #values = new Float64Array(SAMPLES_PER_CHUNK);
  #timesMs = new Float64Array(SAMPLES_PER_CHUNK);
  #metadataIds: Uint32Array | undefined;
  // VUs replace their metadata object when it changes, so identity is a good key.
  #metadata = new Map<SampleMetadata, number>();

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Hot path when an output wants samples. Returns true when the chunk is full and must be taken. */
  push(seriesId: number, value: number, timeMs: number, metadata: SampleMetadata | undefined): boolean {
    const at = this.#length++;
    this.#seriesIds[at] = seriesId;
    this.#values[at] = value;
    this.#timesMs[at] = timeMs;
    if (metadata !== undefined) this.#noteMetadata(at, metadata);
    return this.#length === SAMPLES_PER_CHUNK;
  }

  /** The samples so far, in memory of their own. */
  take(): SampleChunk {
    const length = this.#length;
    const chunk: SampleChunk = {
      seriesIds: this.#seriesIds.slice(0, length),
      values: this.#values.slice(0, length),
      timesMs: this.#timesMs.slice(0, length),
      metadata: [...this.#metadata.keys()],
      ...(this.#metadataIds === undefined ? {} : { metadataIds: this.#metadataIds.slice(0, length) }),
    };
    this.#length = 0;
    this.#metadataIds = undefined;
    this.#metadata.clear();
    return chunk;
  }

  #noteMetadata(at: number, metadata: SampleMetadata): void {
    let id = this.#metadata.get(metadata);
    if (id === undefined) {
      id = this.#metadata.size + 1;
      this.#metadata.set(metadata, id);
    }
    this.#metadataIds ??= new Uint32Array(SAMPLES_PER_CHUNK);
    this.#metadataIds[at] = id;
  }
}
