import { expect, test } from 'vitest';
import { formatSegment, formatSegmentSequence, parseSegment, parseSegmentSequence } from './segment.ts';

test.each([
  ['', '0:1'],
  ['25%', '0:1/4'],
  ['0.25', '0:1/4'],
  ['1/4', '0:1/4'],
  ['.5', '0:1/2'],
  ['5e-1', '0:1/2'],
  ['0.5:0.75', '1/2:3/4'],
  ['50%:75%', '1/2:3/4'],
  ['2/4:75%', '1/2:3/4'],
  ['0:1', '0:1'],
  ['60%:0.9', '3/5:9/10'],
])('reads segment %j as %s', (text, printed) => {
  expect(formatSegment(parseSegment(text))).toBe(printed);
});

test.each([
  ['abc', "'abc' is not a valid percentage, decimal, fraction or interval value"],
  ['1/0', "'1/0' is not a valid percentage, decimal, fraction or interval value"],
  ['1/2:', "'' is not a valid percentage, decimal, fraction or interval value"],
  ['a%', "'a%' is not a valid percentage"],
  ['2.5%', "'2.5%' is not a valid percentage"],
  ['-0.5:1', 'segment start value must be at least 0 but was -0.50'],
  ['2:1', 'segment start(2.00) must be less than its end(1.00)'],
  ['0', 'segment start(0.00) must be less than its end(0.00)'],
  ['1.5', "segment end value can't be more than 1 but was 1.50"],
  ['1/3:4/3', "segment end value can't be more than 1 but was 1.33"],
])('refuses segment %j', (text, message) => {
  expect(() => parseSegment(text)).toThrow(message);
});

test('reads and prints sequences', () => {
  expect(formatSegmentSequence(parseSegmentSequence('0,1/2,75%,1'))).toBe('0,1/2,3/4,1');
  expect(formatSegmentSequence(parseSegmentSequence('0.2,0.5'))).toBe('1/5,1/2');
  expect(formatSegmentSequence(parseSegmentSequence(''))).toBe('');
});

test('refuses sequences of one point or in the wrong order', () => {
  expect(() => parseSegmentSequence('0')).toThrow(
    'at least 2 points are needed for an execution segment sequence, 1 given',
  );
  expect(() => parseSegmentSequence('0,1/2,1/3')).toThrow(
    'segment start(0.50) must be less than its end(0.33)',
  );
});
