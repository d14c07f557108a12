import type { Metric, MetricType, ValueType } from './metric.ts';
import type { MetricRegistry } from './recording.ts';

const VALID_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{1,128}$/;

class Registry implements MetricRegistry {
  readonly #byName = new Map<string, Metric>();
  readonly #all: Metric[] = [];

  getOrCreate(name: string, type: MetricType, contains: ValueType = 'default'): Metric {
    const existing = this.#byName.get(name);
    if (existing !== undefined) {
      refuseRedefinition(existing, type, contains);
      return existing;
    }
    if (!VALID_NAME.test(name)) {
      throw new Error(
        `Invalid metric name: '${name}'. Metric names must only include up to 128 ASCII letters, numbers, ` +
          'or underscores and start with a letter or an underscore.',
      );
    }
    const metric: Metric = { name, type, contains, id: this.#all.length };
    this.#byName.set(name, metric);
    this.#all.push(metric);
    return metric;
  }

  get(name: string): Metric | undefined {
    return this.#byName.get(name);
  }

  all(): readonly Metric[] {
    return this.#all;
  }
}

function refuseRedefinition(existing: Metric, type: MetricType, contains: ValueType): void {
  const { name } = existing;
  if (existing.type !== type) {
    throw new Error(`metric '${name}' already exists but with type ${existing.type}, instead of ${type}`);
  }
  if (existing.contains !== contains) {
    throw new Error(
      `metric '${name}' already exists but with a value type ${existing.contains}, instead of ${contains}`,
    );
  }
}

export function createMetricRegistry(): MetricRegistry {
  return new Registry();
}
