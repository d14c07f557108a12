import type { Metric, MetricType, Series, TagSet } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { withScriptTags } from '../script-tags.ts';
import { shortened } from './shorten-value.ts';

/** The module `k6/metrics`. */
export const metricsModule: BuiltinModule = {
  specifier: 'k6/metrics',
  instantiate: (vu) => ({
    named: {
      Counter: createConstructor(vu, 'Counter', 'counter'),
      Gauge: createConstructor(vu, 'Gauge', 'gauge'),
      Rate: createConstructor(vu, 'Rate', 'rate'),
      Trend: createConstructor(vu, 'Trend', 'trend'),
    },
  }),
};

/** Works with and without `new`; what it makes is a plain object, as in k6. */
function createConstructor(vu: VUContext, className: string, type: MetricType): AnyFunction {
  const { realm } = vu;
  return constructible(realm, className, 2, (name: unknown, isTime: unknown) => {
    if (vu.stage !== 'init') throw realm.goError('metrics must be declared in the init context');
    const metric = declare(
      vu,
      name === undefined ? '' : realm.intrinsics.String(name),
      type,
      isTime === true,
    );
    const object = realm.createObject();
    Object.defineProperty(object, 'name', { value: metric.name, enumerable: true });
    Object.defineProperty(object, 'add', {
      value: createAdd(vu, metric),
      enumerable: true,
      writable: true,
      configurable: true,
    });
    return object;
  });
}

function declare({ recorder, realm }: VUContext, name: string, type: MetricType, isTime: boolean): Metric {
  try {
    return recorder.registry.getOrCreate(name, type, isTime ? 'time' : 'default');
  } catch (error) {
    throw realm.goError((error as Error).message);
  }
}

/** Hot path: scripts add several values per iteration, mostly with the tags they had before. */
function createAdd(vu: VUContext, metric: Metric): AnyFunction {
  const { realm, recorder } = vu;
  let lastTags: TagSet | undefined;
  let lastSeries: Series | undefined;
  return realm.native('add', 2, (...args: unknown[]) => {
    if (vu.stage === 'init') throw realm.goError('Adding to metrics in the init context is not supported');
    const value = typeof args[0] === 'number' ? withoutNaN(args[0]) : numberOf(args[0], realm);
    if (value === undefined) return refuse(vu, metric, args);
    const tags =
      args[1] === undefined
        ? vu.tags
        : withScriptTags(vu.tags, args[1], realm, `cannot add tags for the '${metric.name}' custom metric: `);
    if (tags !== lastTags || lastSeries === undefined) {
      lastTags = tags;
      lastSeries = recorder.series(metric, tags);
    }
    vu.emit(lastSeries, value, vu.clock.wallMs());
    return true;
  });
}

function withoutNaN(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** The value to record; undefined for what is no number. */
function numberOf(given: unknown, { intrinsics }: Realm): number | undefined {
  if (given === undefined || given === null) return undefined;
  const value: number = intrinsics.Number(given);
  // Things that are true but have no number of their own, such as [0], count as 1.
  return value === 0 && given ? 1 : withoutNaN(value);
}

function refuse(vu: VUContext, { name }: Metric, args: readonly unknown[]): false {
  const what =
    args.length === 0
      ? `no value was provided for metric '${name}'`
      : `'${shortened(vu.realm.intrinsics.String(args[0]))}' is an invalid value for metric '${name}'`;
  const message = `${what}, a number or a boolean value is expected`;
  if (vu.test.options?.throw === true) throw vu.realm.goError(message);
  vu.log.log('warning', message);
  return false;
}
