export {
  FakeVUPool,
  type FakeVUPoolOptions,
  type IterationRecord,
  type IterationScript,
} from './fake-vu-pool.ts';
export { TestCounter } from './test-counter.ts';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
export { type DroppedIterations, VirtualRun, type VirtualRunOptions } from './virtual-run.ts';
