import { expect, test } from 'vitest';
import { trendShape } from './trend-shape.ts';

const SIZE = { width: 116, height: 116 };

test('values stand evenly apart between nothing and the largest', () => {
  expect(trendShape([0, 50, 100], SIZE)).toEqual({
    points: [
      { x: 8, y: 108 },
      { x: 58, y: 58 },
      { x: 108, y: 8 },
    ],
    line: '8,108 58,58 108,8',
  });
});

test('a run without a value keeps its place and breaks nothing', () => {
  expect(trendShape([1, null, 1], SIZE)).toMatchObject({
    points: [{ x: 8 }, null, { x: 108 }],
    line: '8,8 108,8',
  });
});

test.each([[[]], [[0]], [[null]]])('%j can be drawn', (values) => {
  expect(trendShape(values, SIZE).line).not.toContain('NaN');
});
