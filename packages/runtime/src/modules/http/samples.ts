import type { WireResponse } from '../../transport/transport.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { OutcomeSeries } from './request-series.ts';

/** Hot path: the samples of one round trip, in k6's order. Allocates nothing. */
export function emitRequestSamples(vu: VUContext, series: OutcomeSeries, response: WireResponse): void {
  const { timings, endMs } = response;
  vu.emit(series.reqs, 1, endMs);
  vu.emit(series.duration, timings.sending + timings.waiting + timings.receiving, endMs);
  vu.emit(series.blocked, timings.blocked, endMs);
  vu.emit(series.connecting, timings.connecting, endMs);
  vu.emit(series.tlsHandshaking, timings.tlsHandshaking, endMs);
  vu.emit(series.sending, timings.sending, endMs);
  vu.emit(series.waiting, timings.waiting, endMs);
  vu.emit(series.receiving, timings.receiving, endMs);
  if (series.failed !== undefined) vu.emit(series.failed, series.outcome.expected ? 0 : 1, endMs);
}
