import type { VUContext } from '../vu/vu-context.ts';

/** What one VU's instance of a built-in module offers. */
export interface ModuleExports {
  /** Properties of `import { name }`; for modules with only a default object these are read from it lazily. */
  readonly named?: Readonly<Record<string, unknown>>;
  readonly default?: unknown;
}

/** A module scripts import by name, such as `k6/http`. */
export interface BuiltinModule {
  readonly specifier: string;
  /** Called once for each VU that imports the module, during its init code. */
  instantiate(vu: VUContext): ModuleExports;
  /** Ends when nothing is left of what it still does after iterations have ended. */
  settled?(): Promise<void>;
}
