import { parseMetricSelector, type ThresholdConfigs } from '@squall/core';

type Tags = Readonly<Record<string, string>>;
type Names = ReadonlySet<string>;

/** Summaries are made of these, so they are stored whatever the tables show. */
const OF_SUMMARIES: Names = new Set(['scenario', 'group', 'check', 'expected_response']);

/** What tables cannot do without. */
const KEPT_METRICS: Names = new Set(['http_reqs', 'http_req_duration']);
const KEPT_TAGS: Readonly<Record<string, Names>> = { http_req_duration: new Set(['name', 'method']) };

/** Metrics that are about single generators; all others are about all of them together. */
const OF_GENERATORS: Names = new Set([
  'iterations',
  'vus',
  'vus_max',
  'load_generator_cpu_percent',
  'load_generator_memory_percent',
  'load_generator_file_handles',
]);

/** When there are too many series, those beyond the limit are told apart by these tags only. */
const OF_CROWDS: Names = new Set([...OF_SUMMARIES, 'load_zone']);

/**
 * Which metrics and tags of a run are kept and shown: `drop_metrics`, `drop_tags` and `keep_tags` of its options.
 * Thresholds and the summary are about what was measured all the same, so the tags they need are stored.
 */
export class TagRules {
  readonly #droppedMetrics: Names;
  readonly #dropped: Readonly<Record<string, Names>>;
  readonly #kept: Readonly<Record<string, Names>>;
  readonly #judged = new Map<string, Set<string>>();

  constructor(options: Readonly<Record<string, unknown>>, thresholds: ThresholdConfigs) {
    const cloud = cloudOptions(options);
    this.#droppedMetrics = namesOf(cloud.drop_metrics);
    this.#dropped = namesByMetric(cloud.drop_tags);
    this.#kept = namesByMetric(cloud.keep_tags);
    for (const text of Object.keys(thresholds)) this.#noteJudged(text);
  }

  /** Whether tables and charts show it. */
  showsMetric(metric: string): boolean {
    return KEPT_METRICS.has(metric) || !this.#droppedMetrics.has(metric);
  }

  /** Whether tables and charts show it. */
  showsTag(metric: string, tag: string): boolean {
    if (KEPT_TAGS[metric]?.has(tag) || has(this.#kept, metric, tag)) return true;
    if (has(this.#dropped, metric, tag)) return false;
    return tag !== 'instance_id' || OF_GENERATORS.has(metric);
  }

  stored(metric: string, tags: Tags): Tags {
    return only(tags, (tag) => this.#isNeeded(metric, tag) || this.showsTag(metric, tag));
  }

  /** What is left of the tags of a series that is one too many. */
  crowded(metric: string, tags: Tags): Tags {
    return only(tags, (tag) => OF_CROWDS.has(tag) || this.#judged.get(metric)?.has(tag) === true);
  }

  #isNeeded(metric: string, tag: string): boolean {
    return OF_SUMMARIES.has(tag) || this.#judged.get(metric)?.has(tag) === true;
  }

  #noteJudged(text: string): void {
    try {
      const { metricName, tags } = parseMetricSelector(text);
      const judged = this.#judged.get(metricName) ?? new Set();
      for (const tag of Object.keys(tags)) judged.add(tag);
      this.#judged.set(metricName, judged);
    } catch {
      // Whoever judges by it says what is wrong with it.
    }
  }
}

function only(tags: Tags, isWanted: (tag: string) => boolean): Tags {
  const names = Object.keys(tags);
  if (names.every(isWanted)) return tags;
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => isWanted(tag)));
}

function has(rules: Readonly<Record<string, Names>>, metric: string, tag: string): boolean {
  return rules[metric]?.has(tag) === true || rules['*']?.has(tag) === true;
}

/** Old scripts have it in `options.ext.loadimpact`. */
function cloudOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return asObject(options.cloud) ?? asObject(asObject(options.ext)?.loadimpact) ?? {};
}

function namesByMetric(value: unknown): Readonly<Record<string, Names>> {
  return Object.fromEntries(
    Object.entries(asObject(value) ?? {}).map(([metric, names]) => [metric, namesOf(names)]),
  );
}

const namesOf = (value: unknown): Names =>
  new Set(Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : []);

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
