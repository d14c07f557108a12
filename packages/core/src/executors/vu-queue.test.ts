import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VUQueue } from './vu-queue.ts';

test('gives back what was put in, in order, whatever the sequence of operations', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (operations) => {
      const queue = new VUQueue<number>();
      const model: number[] = [];
      operations.forEach((isPush, i) => {
        if (isPush) {
          queue.push(i);
          model.push(i);
        } else expect(queue.shift()).toBe(model.shift());
        expect(queue.size).toBe(model.length);
      });
    }),
  );
});
