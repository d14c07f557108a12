import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonSyntaxProblem } from './json-syntax.ts';

const isValid = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('finds nothing wrong with JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonSyntaxProblem(text)).toBeUndefined();
    }),
  );
});

test('agrees with the built-in parser about damaged JSON', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, position, insert) => {
      const at = position % (text.length + 1);
      const damaged = text.slice(0, at) + insert + text.slice(at + 1);
      expect(jsonSyntaxProblem(damaged) === undefined).toBe(isValid(damaged));
    }),
    { numRuns: 500 },
  );
});
