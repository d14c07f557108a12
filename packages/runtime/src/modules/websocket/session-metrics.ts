import type { Metric, TagSet } from '@squall/core';
import type { SystemTag } from '../../vu/test-context.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { Handshake } from './handshake.ts';

type WebSocketMetric =
  | 'ws_sessions'
  | 'ws_connecting'
  | 'ws_session_duration'
  | 'ws_msgs_sent'
  | 'ws_msgs_received'
  | 'ws_ping';

/** The samples of one session, all with the tags of its beginning. */
export class SessionMetrics {
  readonly #vu: VUContext;
  #tags: TagSet;
  #startMs = 0;

  constructor(vu: VUContext, tags: TagSet) {
    this.#vu = vu;
    this.#tags = tags;
  }

  tag(name: SystemTag, value: string): void {
    if (this.#vu.test.systemTags.has(name)) this.#tags = this.#tags.with(name, value);
  }

  /** The attempt to connect ended, well or not. */
  connected(handshake: Handshake): void {
    const { status, subprotocol, remoteIp } = handshake;
    if (status > 0) {
      this.tag('status', String(status));
      this.tag('subproto', subprotocol);
    }
    if (remoteIp !== '') this.tag('ip', remoteIp);
    this.#startMs = handshake.startMs;
    const startWallMs = this.#vu.clock.wallMs() - (this.#vu.clock.now() - handshake.startMs);
    this.#emit('ws_sessions', 1, startWallMs);
    this.#emit('ws_connecting', handshake.durationMs, startWallMs);
  }

  ended(): void {
    this.#emit('ws_session_duration', this.#vu.clock.now() - this.#startMs);
  }

  /** Hot path: every message. */
  sent(): void {
    this.#emit('ws_msgs_sent', 1);
  }

  /** Hot path: every message. */
  received(): void {
    this.#emit('ws_msgs_received', 1);
  }

  ponged(durationMs: number): void {
    this.#emit('ws_ping', durationMs);
  }

  #emit(name: WebSocketMetric, value: number, timeMs = this.#vu.clock.wallMs()): void {
    const metric: Metric = this.#vu.test.metrics[name];
    this.#vu.emitTagged(metric, this.#tags, value, timeMs);
  }
}
