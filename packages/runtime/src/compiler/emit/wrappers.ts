import type { FunctionInfo } from '../analysis/function-info.ts';
import type { FunctionNode } from '../syntax.ts';
import type { Emitter } from './emitter.ts';
import { sourceMark } from './source-marks.ts';

/** Parameters of a wrapper: as many as the script's function says it has. */
interface WrapperParameters {
  /** Those that count for `length`. */
  readonly own: readonly string[];
  /** All of them as an arrow function declares them. */
  readonly declared: readonly string[];
  /** All of them as they are passed on. */
  readonly passed: readonly string[];
}

export function parameterNames(node: FunctionNode, prefix: string): WrapperParameters {
  const own: string[] = [];
  const declared: string[] = [];
  const passed: string[] = [];
  let counts = true;
  node.params.forEach((param, index) => {
    const name = `${prefix}${index}`;
    counts = counts && param.type !== 'AssignmentPattern' && param.type !== 'RestElement';
    if (counts) own.push(name);
    const isRest = param.type === 'RestElement';
    declared.push(isRest ? `...${name}` : counts ? name : `${name}=undefined`);
    passed.push(isRest ? `...${name}` : name);
  });
  return { own, declared, passed };
}

const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield undefined'
  ).split(' '),
);

/**
 * Declares the factory that turns a generator into the function the script sees; once per thread, since only the
 * generator closes over the script's variables. Returns its name.
 */
export function wrapperFactory(e: Emitter, node: FunctionNode, info: FunctionInfo): string {
  const { prefix: p } = e;
  const factory = `${p}F${e.idOf(info)}`;
  const isSimple = isVariableName(info.name) && !isMethodLike(info);
  const variable = isSimple ? info.name : `${p}W`;
  const wrapper = wrapperText(node, info, p, sourceMark(e, node, info));
  const declaration = `const ${variable}=${isSimple ? wrapper : named(info.name, wrapper, isMethodLike(info))};`;
  const linked = `${linkText(info, variable, p)}return ${variable}`;
  // A named function expression refers to itself, so its generator is made when the wrapper exists.
  const hasOwnName = 'id' in node && node.id != null;
  e.factories.push(
    hasOwnName
      ? `const ${factory}=(${p}M)=>{let ${p}G;${declaration}${p}G=${p}M(${variable});${linked}};`
      : `const ${factory}=(${p}G)=>{${declaration}${linked}};`,
  );
  return factory;
}

/** Functions that cannot be constructed are made as methods. */
function isMethodLike(info: FunctionInfo): boolean {
  return info.form !== 'arrow' && (info.form === 'method' || info.isAsync);
}

function wrapperText(node: FunctionNode, info: FunctionInfo, p: string, mark: string): string {
  const { own, declared, passed } = parameterNames(node, p);
  const run = info.isAsync ? `${p}a` : `${p}r`;
  if (info.form === 'arrow') return `(${declared.join()})=>${mark}${run}(${p}G,undefined,[${passed.join()}])`;
  const rest = `(${own.join()})${mark}{"use strict";return ${run}(${p}G,this,arguments)}`;
  return isMethodLike(info) ? rest : `function${rest}`;
}

function linkText(info: FunctionInfo, name: string, p: string): string {
  if (!info.isAsync) return `${p}w(${name},${p}G);`;
  return info.mayBlock ? `${p}w(${p}y(${name}),${p}as(${p}G));` : `${p}y(${name});`;
}

/** An expression whose function gets a name that no variable can have. */
function named(name: string, wrapper: string, isMethod: boolean): string {
  const key = JSON.stringify(name);
  if (isMethod) return `({[${key}]${wrapper}})[${key}]`;
  return name === '' ? `(0,${wrapper})` : `({[${key}]:${wrapper}})[${key}]`;
}

function isVariableName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.has(name);
}
