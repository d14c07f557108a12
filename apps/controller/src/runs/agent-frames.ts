import { decodeMetricFrame, type MetricFrame } from '@squall/protocol';
import type { FrameStore } from './run-frames.ts';

const FRAMES_AT_ONCE = 100;

/** What the agents of a run have delivered so far, in the order in which it was stored. */
export async function* agentFrames(frames: FrameStore, runId: number): AsyncGenerator<MetricFrame> {
  let afterId = 0;
  for (;;) {
    const some = await frames.ofRun(runId, afterId, FRAMES_AT_ONCE);
    for (const { id, format, body } of some) {
      afterId = id;
      if (format === 'agent-frame') yield decodeMetricFrame(body);
    }
    if (some.length < FRAMES_AT_ONCE) return;
    // Agents that come back meanwhile must be heard.
    await new Promise(setImmediate);
  }
}
