import type { AnyFunction } from '../vu/operation.ts';
import type { ProgramInstance } from './program-instance.ts';

/** What compiled code of one module reaches through its first parameter. */
export class ModuleScope {
  readonly #program: ProgramInstance;
  readonly #url: string;
  readonly #imports: () => readonly unknown[];
  #require: AnyFunction | undefined;
  #open: AnyFunction | undefined;
  #meta: object | undefined;

  constructor(program: ProgramInstance, url: string, imports: () => readonly unknown[] = () => []) {
    this.#program = program;
    this.#url = url;
    this.#imports = imports;
  }

  /** Read once, when the module is linked. */
  get imports(): readonly unknown[] {
    return this.#imports();
  }

  get require(): AnyFunction {
    const program = this.#program;
    const url = this.#url;
    this.#require ??= program.realm.suspendable('require', 1, (specifier: unknown) =>
      program.require(specifier, url),
    );
    return this.#require;
  }

  get open(): AnyFunction {
    this.#open ??= this.#program.realm.native('open', 2, (path: unknown, mode: unknown) =>
      this.#program.open(path, mode, this.#url),
    );
    return this.#open;
  }

  get meta(): object {
    if (this.#meta === undefined) {
      const meta = this.#program.realm.createObject();
      meta.resolve = this.#program.realm.native('resolve', 1, (specifier: unknown) =>
        this.#program.resolve(specifier, this.#url),
      );
      this.#meta = meta;
    }
    return this.#meta;
  }

  import(): object {
    const { realm } = this.#program;
    const { promise, core } = realm.promises.create();
    core.reject(realm.typeError('dynamic modules not enabled in the host program'));
    return promise;
  }

  refuse(name: string): never {
    throw this.#program.realm.goError(
      `you are trying to access identifier "${name}", this likely is due to mixing ECMAScript Modules (ESM) and CommonJS syntax. This isn't supported in the JavaScript standard, please use only one or the other`,
    );
  }
}
