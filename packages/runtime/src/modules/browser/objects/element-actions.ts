import { invoke } from '../bridge/invoke.ts';
import { pageArguments, pageFunction } from '../bridge/page-function.ts';
import type { Remote } from '../bridge/remote.ts';
import { byName, data, nothing, type Operation, type Result } from '../bridge/script-class.ts';
import { hostOptions, toHost } from '../bridge/to-host.ts';
import { inputFiles } from './input-files.ts';

/** What can be done with an element and asked of it, however it is found: what fails, by whom it is done to and how. */
interface Action {
  readonly doing: (element: string, args: readonly unknown[]) => string;
  readonly result?: Result;
  /** Other than copies of the arguments. */
  readonly convert?: (args: readonly unknown[]) => unknown[];
}

const quote = (value: unknown): string => JSON.stringify(String(value ?? ''));
const to = (text: string): Action => ({ doing: (element) => `${text} ${element}`, result: nothing });
const asks = (text: string): Action => ({ doing: (element) => `${text} ${element}` });

const ACTIONS: Readonly<Record<string, Action>> = {
  check: to('checking'),
  click: to('clicking on'),
  dblclick: to('double clicking on'),
  dispatchEvent: {
    doing: (element, [type]) => `dispatching event ${quote(type)} to ${element}`,
    result: nothing,
  },
  fill: { doing: (element, [value]) => `filling ${element} with ${quote(value)}`, result: nothing },
  focus: to('focusing on'),
  getAttribute: { doing: (element, [name]) => `getting attribute ${quote(name)} of ${element}` },
  hover: to('hovering on'),
  innerHTML: asks('getting inner HTML of'),
  innerText: asks('getting inner text of'),
  inputValue: asks('getting input value of'),
  isChecked: asks('checking if checked:'),
  isDisabled: asks('checking if disabled:'),
  isEditable: asks('checking if editable:'),
  isEnabled: asks('checking if enabled:'),
  isHidden: asks('checking if hidden:'),
  isVisible: asks('checking if visible:'),
  press: { doing: (element, [key]) => `pressing ${quote(key)} on ${element}`, result: nothing },
  selectOption: asks('selecting options of'),
  setChecked: { doing: (element, [value]) => `setting checked of ${element} to ${value}`, result: nothing },
  setInputFiles: {
    doing: (element) => `setting input files of ${element}`,
    result: nothing,
    convert: ([files, options]) => [inputFiles(files), hostOptions(options)],
  },
  tap: to('tapping'),
  textContent: asks('getting text content of'),
  type: { doing: (element, [text]) => `typing ${quote(text)} into ${element}`, result: nothing },
  uncheck: to('unchecking'),
};

/** Actions of a page or frame: the first argument selects the element. */
export function actionsBySelector<T extends object>(): Record<string, Operation<T>> {
  return operations((name, { doing, convert = copies, result = data }) => ({
    doing: (_, [selector, ...args]) => doing(quote(selector), args),
    call: ({ target }, [selector, ...args]) => invoke(target, name, [toHost(selector), ...convert(args)]),
    result,
  }));
}

/** Actions of an object that is, or finds, the element. */
export function actionsOnElement<T extends object>(): Record<string, Operation<T>> {
  return operations((name, { doing, convert = copies, result = data }) => ({
    doing: (remote, args) => doing(subject(remote), args),
    call: ({ target }, args) => invoke(target, name, convert(args)),
    result,
  }));
}

function operations<T extends object>(
  make: (name: string, action: Action) => Operation<T>,
): Record<string, Operation<T>> {
  return Object.fromEntries(Object.entries(ACTIONS).map(([name, action]) => [name, make(name, action)]));
}

function copies(args: readonly unknown[]): unknown[] {
  return args.map((arg) => toHost(arg));
}

export function subject({ kind, label }: Remote): string {
  return kind === 'Locator' ? quote(label) : 'element';
}

/** `evaluate` and `evaluateHandle`, whose function gets what `given` names before the arguments. */
export function evaluation<T extends object>(
  name: 'evaluate' | 'evaluateHandle',
  result: Result,
  given: readonly string[] = [],
): Operation<T> {
  return {
    call: ({ target }, [fn, ...args]) => invoke(target, name, [pageFunction(fn, given), pageArguments(args)]),
    result,
  };
}

/** A method that takes copies of its arguments, and what its failure is called. */
export function operation<T extends object>(
  name: string,
  doing: string | ((args: readonly unknown[]) => string),
  result: Result = data,
): Operation<T> {
  const text = typeof doing === 'string' ? () => doing : doing;
  return { call: byName<T>(name), doing: (_, args) => text(args), result };
}

export { quote };
