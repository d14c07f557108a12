import type { Expression, ObjectExpression, PrivateIdentifier, Property, SpreadElement, Super } from 'acorn';

/** A value that is only known when the script runs. */
export class NotStatic extends Error {
  readonly position: number;

  constructor(what: string, position: number) {
    super(`${what} is only known when the script runs`);
    this.name = 'NotStatic';
    this.position = position;
  }
}

/** Initial values of the constants of a script, by name. */
export type Bindings = ReadonlyMap<string, Expression>;

type Node = Expression | PrivateIdentifier | Super | SpreadElement;
type Read = (node: Node) => unknown;

/** No variables are given to scripts that are started here. */
const GLOBALS: Readonly<Record<string, unknown>> = {
  undefined,
  __ENV: {},
  Infinity: Number.POSITIVE_INFINITY,
};

/**
 * What an expression means, read without running anything: literals, constants of the script and what is made of
 * them. @throws NotStatic
 */
export function staticValue(node: Node, bindings: Bindings): unknown {
  const read: Read = (inner) => staticValue(inner, bindings);
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, index) => {
          const inner = node.expressions[index];
          return `${value.cooked}${inner === undefined ? '' : read(inner)}`;
        })
        .join('');
    case 'ArrayExpression':
      return node.elements.flatMap((element) => {
        if (element?.type === 'SpreadElement') return read(element.argument) as unknown[];
        return [element === null ? undefined : read(element)];
      });
    case 'ObjectExpression':
      return objectValue(node, read);
    case 'Identifier':
      return identifierValue(node.name, node.start, bindings);
    case 'UnaryExpression':
      return unaryValue(node.operator, read(node.argument), node.start);
    case 'BinaryExpression':
      return binaryValue(node.operator, [read(node.left), read(node.right)], node.start);
    case 'LogicalExpression':
      return logicalValue(node.operator, read(node.left), () => read(node.right));
    case 'ConditionalExpression':
      return read(node.test) ? read(node.consequent) : read(node.alternate);
    case 'MemberExpression': {
      const object = read(node.object) as Readonly<Record<string, unknown>> | undefined;
      const key =
        node.computed || node.property.type !== 'Identifier' ? read(node.property) : node.property.name;
      if (object === null || typeof object !== 'object') throw new NotStatic('this property', node.start);
      return Object.hasOwn(object, String(key)) ? object[String(key)] : undefined;
    }
    case 'ParenthesizedExpression':
      return read(node.expression);
    case 'CallExpression':
      throw new NotStatic('the result of this call', node.start);
    default:
      throw new NotStatic('this expression', node.start);
  }
}

function objectValue({ properties }: ObjectExpression, read: Read): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const property of properties) {
    if (property.type === 'SpreadElement') Object.assign(value, read(property.argument));
    else value[keyOf(property, read)] = read(property.value);
  }
  return value;
}

function keyOf({ key, computed }: Property, read: Read): string {
  return !computed && key.type === 'Identifier' ? key.name : String(read(key));
}

function identifierValue(name: string, position: number, bindings: Bindings): unknown {
  if (Object.hasOwn(GLOBALS, name)) return GLOBALS[name];
  const initial = bindings.get(name);
  if (initial === undefined) throw new NotStatic(`\`${name}\``, position);
  // Without itself: a constant that needs its own value has none yet.
  return staticValue(initial, new Map([...bindings].filter(([other]) => other !== name)));
}

function unaryValue(operator: string, value: unknown, position: number): unknown {
  switch (operator) {
    case '-':
      return -Number(value);
    case '+':
      return Number(value);
    case '!':
      return !value;
    default:
      throw new NotStatic(`what \`${operator}\` gives`, position);
  }
}

function binaryValue(
  operator: string,
  [left, right]: readonly [unknown, unknown],
  position: number,
): unknown {
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case '+':
      return typeof left === 'string' || typeof right === 'string' ? `${left}${right}` : a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '===':
      return left === right;
    case '!==':
      return left !== right;
    default:
      throw new NotStatic(`what \`${operator}\` gives`, position);
  }
}

function logicalValue(operator: '||' | '&&' | '??', left: unknown, right: () => unknown): unknown {
  switch (operator) {
    case '||':
      return left || right();
    case '&&':
      return left && right();
    case '??':
      return left ?? right();
  }
}
