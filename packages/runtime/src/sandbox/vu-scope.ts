import type { JobQueue } from './jobs.ts';

/** What belongs to one VU in a realm that many share. */
export interface VUScope {
  /** `globalThis` of the VU's scripts. */
  readonly global: Record<PropertyKey, unknown>;
  /** The VU itself, for globals that all VUs share the code of. */
  owner: object | undefined;
  /** Set by `randomSeed`; otherwise `Math.random` is the engine's own. */
  random: (() => number) | undefined;
  jobs: JobQueue | undefined;
  /** The global `require` and `open`: those of the main script. */
  entry: { readonly require: unknown; readonly open: unknown } | undefined;
  /** Values of properties of shared built-ins that this VU changed. */
  overrides: Map<object, Map<PropertyKey, PropertyDescriptor>> | undefined;
}

/** The VU whose code runs in the realm; set whenever a VU's code is entered. */
export class CurrentVU {
  scope: VUScope | undefined;

  get global(): Record<PropertyKey, unknown> | undefined {
    return this.scope?.global;
  }

  get jobs(): JobQueue {
    if (this.scope?.jobs === undefined) throw new Error('no VU runs at the moment');
    return this.scope.jobs;
  }
}
