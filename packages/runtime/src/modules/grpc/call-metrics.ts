import type { Metric, TagSet } from '@squall/core';
import type { SystemTag } from '../../vu/test-context.ts';
import type { VUContext } from '../../vu/vu-context.ts';

const STREAM_METRICS = ['grpc_streams', 'grpc_streams_msgs_sent', 'grpc_streams_msgs_received'] as const;

type StreamMetric = (typeof STREAM_METRICS)[number];

/** The metrics of streams exist for scripts that import the module. */
export function declareStreamMetrics({ recorder }: VUContext): Readonly<Record<StreamMetric, Metric>> {
  const { registry } = recorder;
  return {
    grpc_streams: registry.getOrCreate('grpc_streams', 'counter', 'default'),
    grpc_streams_msgs_sent: registry.getOrCreate('grpc_streams_msgs_sent', 'counter', 'default'),
    grpc_streams_msgs_received: registry.getOrCreate('grpc_streams_msgs_received', 'counter', 'default'),
  };
}

/** The samples of one RPC. */
export class CallMetrics {
  readonly #vu: VUContext;
  readonly #startMs: number;
  #tags: TagSet;

  constructor(vu: VUContext, tags: TagSet) {
    this.#vu = vu;
    this.#tags = tags;
    this.#startMs = vu.clock.now();
  }

  /** What a script's own calls are told apart by. */
  nameAfter(address: string, method: string): void {
    const [, service = '', name = ''] = method.split('/');
    this.#tag('url', `${address}${method}`);
    this.#tag('service', service);
    this.#tag('method', name);
    if (this.#tags.get('name') === undefined) this.#tag('name', method);
  }

  ended(code: number): void {
    this.#tag('status', String(code));
    const { clock, test } = this.#vu;
    this.count(test.metrics.grpc_req_duration, clock.now() - this.#startMs);
  }

  count(metric: Metric, value = 1): void {
    this.#vu.emitTagged(metric, this.#tags, value, this.#vu.clock.wallMs());
  }

  ip(address: string): void {
    if (address !== '') this.#tag('ip', address);
  }

  #tag(name: SystemTag, value: string): void {
    if (this.#vu.test.systemTags.has(name)) this.#tags = this.#tags.with(name, value);
  }
}
