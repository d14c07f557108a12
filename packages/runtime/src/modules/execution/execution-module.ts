import type { ScenarioState, VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { addAssignableInVain, withGetters } from './getters.ts';
import { createLiveObject } from './tags-object.ts';
import { createTestObject } from './test-object.ts';

const NOT_IN_INIT = (what: string) => `getting ${what} information in the init context is not supported`;
const NO_SCENARIO = 'getting scenario information outside of the VU context is not supported';

/** The module `k6/execution`: what a script may know of the run, its scenario and its VU. */
export const executionModule: BuiltinModule = {
  specifier: 'k6/execution',
  instantiate(vu) {
    // Made at first use: most scripts read one or two of them, and there are thousands of VUs.
    let instance: object | undefined;
    let scenario: object | undefined;
    let test: object | undefined;
    let self: object | undefined;
    return {
      default: withGetters(vu.realm, {
        instance: () => {
          if (vu.stage !== 'setup' && vu.stage !== 'iteration')
            throw vu.realm.goError(NOT_IN_INIT('instance'));
          instance ??= createInstance(vu);
          return instance;
        },
        scenario: () => {
          if (vu.stage === 'init') throw vu.realm.goError(NO_SCENARIO);
          scenario ??= createScenario(vu);
          return scenario;
        },
        test: () => {
          test ??= createTestObject(vu);
          return test;
        },
        vu: () => {
          if (vu.stage === 'init') throw vu.realm.goError(NOT_IN_INIT('VU'));
          self ??= createVU(vu);
          return self;
        },
      }),
    };
  },
};

function createInstance({ realm, test }: VUContext): object {
  const { instance } = test;
  return withGetters(realm, {
    currentTestRunDuration: () => instance.currentTestRunDurationMs,
    iterationsCompleted: () => instance.iterationsCompleted,
    iterationsInterrupted: () => instance.iterationsInterrupted,
    vusActive: () => instance.vusActive,
    vusInitialized: () => instance.vusInitialized,
  });
}

function createScenario(vu: VUContext): object {
  const running = (): ScenarioState => {
    if (vu.scenario === undefined || vu.stage !== 'iteration') throw vu.realm.goError(NO_SCENARIO);
    return vu.scenario;
  };
  return withGetters(vu.realm, {
    name: () => running().name,
    executor: () => running().executor,
    startTime: () => Math.trunc(running().startTimeMs),
    progress: () => running().progress(),
    iterationInInstance: () => running().iterationInInstance,
    iterationInTest: () => running().iterationInTest,
  });
}

function createVU(vu: VUContext): object {
  const { realm } = vu;
  const tags = createLiveObject(realm, {
    kind: 'tag',
    all: () => vu.tags.tags,
    set: (key, value) => {
      vu.tags = vu.tags.with(key, value);
    },
    delete: (key) => {
      vu.tags = vu.tags.without(key);
    },
  });
  const metrics = realm.createObject();
  metrics.tags = tags;
  metrics.metadata = createMetadata(vu);
  const object = withGetters(realm, {
    idInInstance: () => vu.idInInstance,
    idInTest: () => vu.idInTest,
    // In setup and teardown no iteration runs; k6 says 0 there.
    iterationInInstance: () => Math.max(vu.iterationInInstance, 0),
    iterationInScenario: () => Math.max(vu.scenario?.iterationInScenario ?? 0, 0),
  });
  addAssignableInVain(realm, object, { tags, metrics });
  return object;
}

function createMetadata(vu: VUContext): object {
  return createLiveObject(vu.realm, {
    kind: 'metadata',
    all: () => vu.metadata ?? {},
    set: (key, value) => {
      vu.metadata = { ...vu.metadata, [key]: value };
    },
    delete: (key) => {
      const { [key]: _removed, ...rest } = vu.metadata ?? {};
      vu.metadata = Object.keys(rest).length === 0 ? undefined : rest;
    },
  });
}
