export type FrameFormat = 'k6-push-2' | 'agent-frame' | 'vus';

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
  /** Runs of which frames came after that one, and their last frames. */
  runsSince(afterId: number): Promise<readonly { readonly runId: number; readonly lastId: number }[]>;
  /** Forgets what is in the frames of a run up to that one, but not that they came. */
  forgetBodies(runId: number, throughId: number): Promise<void>;
}
