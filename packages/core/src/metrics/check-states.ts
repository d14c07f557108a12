import type { Metric } from './metric.ts';
import type { CheckSlice, CheckState } from './metric-state.ts';
import type { TagSet } from './recording.ts';
import { RateSink } from './sinks/rate.ts';
import type { Sink } from './sinks/sink.ts';

/** Groups and checks of a run, in first-seen order, found by the tags of `group_duration` and `checks` samples. */
export class CheckStates {
  readonly #groups = new Set<string>();
  readonly #checks = new Map<string, CheckState>();
  readonly #slices = new Map<string, CheckSlice>();

  /** Paths such as `::a::b`; groups around them may be missing. */
  groupPaths(): readonly string[] {
    return [...this.#groups];
  }

  /** Every check, over all scenarios. */
  all(): readonly CheckState[] {
    return [...this.#checks.values()];
  }

  /** The same by scenario. */
  byScenario(): readonly CheckSlice[] {
    return [...this.#slices.values()];
  }

  /** The sinks that samples with these tags add to; notes the group. */
  sinksOf(metric: Metric, tags: TagSet): Sink[] {
    const group = tags.get('group');
    if (group === undefined) return [];
    if (metric.name === 'group_duration') this.#noteGroup(group);
    const check = tags.get('check');
    if (check === undefined || metric.name !== 'checks') return [];
    this.#noteGroup(group);
    return [this.#check(group, check), this.#slice(tags.get('scenario'), group, check)];
  }

  #noteGroup(path: string): void {
    if (path !== '') this.#groups.add(path);
  }

  #check(group: string, name: string): RateSink {
    const key = JSON.stringify([group, name]);
    const known = this.#checks.get(key);
    if (known !== undefined) return known.sink;
    const sink = new RateSink();
    this.#checks.set(key, { name, group, sink });
    return sink;
  }

  #slice(scenario: string | undefined, group: string, name: string): RateSink {
    const key = JSON.stringify([scenario ?? null, group, name]);
    const known = this.#slices.get(key);
    if (known !== undefined) return known.sink;
    const sink = new RateSink();
    this.#slices.set(key, { name, group, scenario, sink });
    return sink;
  }
}
