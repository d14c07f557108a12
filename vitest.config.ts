import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: [
      '{packages,apps}/*/src/**/*.test.ts',
      'tests/{cloud,cluster,e2e,examples,modes,surface}/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    pool: 'threads',
    maxWorkers: 2,
    // Of tests that wait for processes most of the time.
    maxConcurrency: 3,
    testTimeout: 20_000,
    // Timings of real sockets and processes may suffer once on a busy machine, hardly twice.
    retry: 1,
  },
});
