export type FrameFormat = 'k6-push-2' | 'k6-push-1' | 'agent-frame';

/** What a generator delivered, as it came. */
export interface StoredFrame {
  readonly id: number;
  readonly format: FrameFormat;
  readonly body: Uint8Array;
}

export interface NewFrame {
  readonly runId: number;
  /** Tells a repetition from something new. */
  readonly key: string;
  readonly format: FrameFormat;
  readonly body: Uint8Array;
  readonly receivedAtMs: number;
}

export interface FrameStore {
  /** False: it was there already. The frame is durable when this resolves. */
  add(frame: NewFrame): Promise<boolean>;
  ofRun(runId: number, afterId: number, limit: number): Promise<readonly StoredFrame[]>;
}
