import { expect, test } from 'vitest';
import { seriesContent } from './series-content.ts';

const ANSWER = {
  stepS: 1,
  seconds: [0, 1],
  isCut: false,
  series: [
    { tags: { name: 'home', status: '200' }, values: [1, 2] },
    { tags: { name: 'cart', status: '200' }, values: [null, null] },
  ],
};
const MEANING = { metric: 'http_req_duration', stat: 'p(95)', type: 'trend', contains: 'time' } as const;

test('lines are named by their tags, and those without a value are left out', () => {
  const { lines, scales } = seriesContent(ANSWER, MEANING);
  expect(lines.map(({ label }) => label)).toEqual(['home, 200']);
  expect(scales.value?.format(1500)).toBe('1.50s');
});

test('one line is named by what it shows', () => {
  const alone = { ...ANSWER, series: [{ tags: {}, values: [1, 2] }] };
  expect(seriesContent(alone, MEANING).lines[0]).toMatchObject({
    label: 'http_req_duration p(95)',
    isFilled: true,
  });
});

test('a limit is drawn on the scale of the lines', () => {
  const limit = { value: 500, label: 'p(95)<500' };
  expect(seriesContent(ANSWER, { ...MEANING, limit }).limit).toEqual({ scale: 'value', ...limit });
});
