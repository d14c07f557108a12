import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

export type Kind = 'function' | 'class' | 'value';

export interface DeclaredModule {
  readonly specifier: string;
  /** What scripts import by name. */
  readonly exports: Readonly<Record<string, Kind>>;
  /** What its default export has, if it has one. */
  readonly defaults: Readonly<Record<string, Kind>> | undefined;
  /** What objects have that scripts get, by the name of their type; without what is optional. */
  readonly types: Readonly<Record<string, Readonly<Record<string, Kind>>>>;
}

const FOLDER = dirname(createRequire(import.meta.url).resolve('@types/k6/package.json'));

/** Everything that the types of k6 say there is, module by module. */
export function declaredSurface(): DeclaredModule[] {
  const files = modulesUnder(FOLDER);
  const program = ts.createProgram(files, {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: ['k6'],
  });
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    if (symbol === undefined) throw new Error(`${file} is no module`);
    return new ModuleReader(checker, specifierOf(file)).read(symbol);
  });
}

/** Names of the options that a script may set. */
export function declaredOptions(surface: readonly DeclaredModule[]): string[] {
  return Object.keys(surface.find(({ specifier }) => specifier === 'k6/options')?.types.Options ?? {});
}

function modulesUnder(folder: string): string[] {
  const here = existsSync(join(folder, 'index.d.ts')) ? [join(folder, 'index.d.ts')] : [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...here, ...folders.flatMap(({ name }) => modulesUnder(join(folder, name)))];
}

function specifierOf(file: string): string {
  const path = relative(FOLDER, dirname(file));
  return path === '' ? 'k6' : `k6/${path}`;
}

class ModuleReader {
  readonly #checker: ts.TypeChecker;
  readonly #specifier: string;
  readonly #exports: Record<string, Kind> = {};
  readonly #types: Record<string, Record<string, Kind>> = {};

  constructor(checker: ts.TypeChecker, specifier: string) {
    this.#checker = checker;
    this.#specifier = specifier;
  }

  read(module: ts.Symbol): DeclaredModule {
    let defaults: Record<string, Kind> | undefined;
    for (const exported of this.#checker.getExportsOfModule(module)) {
      const symbol = this.#resolved(exported);
      if (exported.name === 'default') defaults = this.#defaultsOf(symbol);
      else this.#add(exported.name, symbol);
    }
    return { specifier: this.#specifier, exports: this.#exports, defaults, types: this.#types };
  }

  #add(name: string, symbol: ts.Symbol): void {
    if ((symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0) {
      // Options are all optional, and all there.
      this.#types[name] = this.#membersOf(this.#checker.getDeclaredTypeOfSymbol(symbol), name === 'Options');
    }
    const kind = this.#kindOf(symbol);
    if (kind === undefined) return;
    this.#exports[name] = kind;
    const type = this.#checker.getTypeOfSymbol(symbol);
    if (kind === 'value' && isPlainObject(type)) this.#types[name] = this.#membersOf(type, false);
  }

  #defaultsOf(symbol: ts.Symbol): Record<string, Kind> {
    const isModule = (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
    const members = isModule
      ? this.#checker.getExportsOfModule(symbol)
      : this.#checker.getTypeOfSymbol(symbol).getProperties();
    const found: Record<string, Kind> = {};
    for (const member of members) {
      const kind = this.#kindOf(this.#resolved(member));
      if (kind !== undefined && member.name !== 'default') found[member.name] = kind;
    }
    return found;
  }

  /** Undefined for what is a type only: abstract classes too, of which scripts never see a constructor. */
  #kindOf(symbol: ts.Symbol): Kind | undefined {
    if ((symbol.flags & ts.SymbolFlags.Class) !== 0) return isAbstract(symbol) ? undefined : 'class';
    if ((symbol.flags & ts.SymbolFlags.Value) === 0) return undefined;
    return this.#kindOfType(this.#checker.getTypeOfSymbol(symbol));
  }

  #kindOfType(type: ts.Type): Kind {
    const some = this.#checker.getNonNullableType(type);
    if (some.getConstructSignatures().length > 0) return 'class';
    return some.getCallSignatures().length > 0 ? 'function' : 'value';
  }

  #membersOf(type: ts.Type, withOptional: boolean): Record<string, Kind> {
    const members: Record<string, Kind> = {};
    for (const member of type.getProperties()) {
      const isOptional = (member.flags & ts.SymbolFlags.Optional) !== 0;
      if ((isOptional && !withOptional) || !isForScripts(member)) continue;
      members[member.name] = this.#kindOfType(this.#checker.getTypeOfSymbol(member));
    }
    return members;
  }

  #resolved(symbol: ts.Symbol): ts.Symbol {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

function isAbstract(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (node) =>
      ts.isClassDeclaration(node) && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) !== 0,
  );
}

/** `{ a: number; b(): void }` as it stands, not an array, a string or a class of its own. */
function isPlainObject(type: ts.Type): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    type.getProperties().length > 0 &&
    type.getConstructSignatures().length === 0 &&
    (type.symbol.flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.Enum)) !== 0
  );
}

function isForScripts(member: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Protected | ts.ModifierFlags.Private;
  const isHidden = (member.declarations ?? []).some(
    (node) => (ts.getCombinedModifierFlags(node as ts.Declaration) & hidden) !== 0,
  );
  return !isHidden && !member.name.startsWith('__');
}
