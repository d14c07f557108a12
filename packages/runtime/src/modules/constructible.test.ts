import { expect, test } from 'vitest';
import { constructible } from './constructible.ts';
import { createScriptRealm } from './suspending-realm.fixture.ts';

function evaluate(code: string): unknown {
  const realm = createScriptRealm();
  const Point = constructible(realm, 'Point', 2, (x: unknown) => Object.assign(realm.createObject(), { x }));
  return realm.evaluate(code, { Point });
}

test('what the body returns is the object, with and without new and in subclasses', () => {
  expect(evaluate('[new Point(1).x, Point(2).x, new (class extends Point {})(3).x].join()')).toBe('1,2,3');
  expect(evaluate('[Point.name, Point.length, Point instanceof Function].join()')).toBe('Point,2,true');
});

test.each([
  'Point.constructor',
  'Point.prototype.constructor.constructor',
  'Object.getPrototypeOf(Point.prototype).constructor.constructor',
  'new Point().constructor.constructor',
])('%s is the Function of the realm', (path) => {
  expect(evaluate(`${path} === Function`)).toBe(true);
});
