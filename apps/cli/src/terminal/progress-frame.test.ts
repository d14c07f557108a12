import { paintColored, paintPlain } from '@squall/core';
import { describe, expect, test } from 'vitest';
import { type FrameLayout, renderFrame } from './progress-frame.ts';
import type { ProgressView, RunView } from './progress-view.ts';

const PLAIN: FrameLayout = { terminalWidth: undefined, paint: paintPlain };
const WIDE: FrameLayout = { terminalWidth: 120, paint: paintPlain };

const run = (parts: Partial<RunView> = {}): RunView => ({
  kind: 'run',
  isPaused: false,
  elapsedMs: 1000,
  maxDurationMs: 600_000,
  activeVUs: 2,
  initialisedVUs: 6,
  maxVUs: 6,
  completeIterations: 3,
  interruptedIterations: 0,
  ...parts,
});

const LONG_NAME = 'a_very_long_scenario_name_of_38_letters';

describe('a plain frame', () => {
  test('shows percentages and aligned columns', () => {
    const view: ProgressView = {
      head: run(),
      scenarios: [
        {
          name: 'a',
          phase: 'ended',
          fraction: 1,
          columns: ['2 VUs', '00m00.0s/10m0s', '2/2 iters, 1 per VU'],
        },
        { name: 'c', phase: 'running', fraction: 1, columns: ['2/2 VUs', '1.0s/1s', '4.00 iters/s'] },
        { name: 'b', phase: 'waiting', fraction: 0, columns: ['waiting', '0.0s'] },
      ],
    };
    expect(renderFrame(view, PLAIN)).toEqual([
      '',
      'running (00m01.0s), 2/6 VUs, 3 complete and 0 interrupted iterations',
      'a    ✓ [ 100% ] 2 VUs    00m00.0s/10m0s  2/2 iters, 1 per VU',
      'c      [ 100% ] 2/2 VUs  1.0s/1s         4.00 iters/s',
      'b    • [   0% ] waiting  0.0s           ',
    ]);
  });

  test('shows what is prepared instead of the state of the run', () => {
    const view: ProgressView = {
      head: { kind: 'phase', label: 'Init', text: '1/3 VUs initialized', fraction: 1 / 3 },
      scenarios: [{ name: 'default', phase: 'idle', fraction: 0, columns: [] }],
    };
    expect(renderFrame(view, PLAIN)).toEqual([
      '',
      'Init      [  33% ] 1/3 VUs initialized',
      'default   [   0% ]',
    ]);
  });

  test.each([
    ['stopping', 1, '↓'],
    ['ended', 0.93, '✗'],
    ['aborted', 1, '✗'],
  ] as const)('marks a scenario that is %s at %d with %s', (phase, fraction, mark) => {
    const view: ProgressView = { head: run(), scenarios: [{ name: 'main', phase, fraction, columns: [] }] };
    expect(renderFrame(view, PLAIN)[2]).toBe(`main ${mark} [ ${(fraction * 100).toFixed(0).padStart(3)}% ]`);
  });

  test('pads VUs to the width of their maximum and tells when it is paused', () => {
    const head = run({ isPaused: true, elapsedMs: undefined, activeVUs: 7, initialisedVUs: 12, maxVUs: 100 });
    expect(renderFrame({ head, scenarios: [] }, PLAIN)).toEqual([
      '',
      'paused, 007/012 VUs, 3 complete and 0 interrupted iterations',
    ]);
  });
});

describe('a frame on a terminal', () => {
  const view: ProgressView = {
    head: run({ elapsedMs: 200, maxDurationMs: 34_000, initialisedVUs: 3, maxVUs: 3, completeIterations: 0 }),
    scenarios: [
      { name: 'alpha', phase: 'running', fraction: 0.1, columns: ['2 VUs', '0.2s/2s'] },
      { name: LONG_NAME, phase: 'waiting', fraction: 0, columns: ['waiting', '0.8s'] },
    ],
  };

  test('draws bars of 40 columns and cuts long names', () => {
    expect(renderFrame(view, WIDE)).toEqual([
      '',
      'running (00.2s), 2/3 VUs, 0 complete and 0 interrupted iterations',
      `alpha                            [==>${'-'.repeat(35)}] 2 VUs    0.2s/2s`,
      `a_very_long_scenario_name_o... • [${'-'.repeat(38)}] waiting  0.8s`,
    ]);
  });

  test('paints marks and the open part of the bars', () => {
    const [, , alpha, long] = renderFrame(view, { ...WIDE, paint: paintColored });
    expect(alpha).toContain(`[==>\u001b[2m${'-'.repeat(35)}\u001b[22m] 2 VUs`);
    expect(long).toContain('\u001b[2m•\u001b[22m [\u001b[2m-');
  });

  test('shrinks the bars until the longest line leaves one column free', () => {
    const ended: ProgressView = {
      head: run({ elapsedMs: 2000, maxDurationMs: 34_000 }),
      scenarios: [
        { name: 'alpha', phase: 'ended', fraction: 1, columns: ['2 VUs', '2s'] },
        {
          name: LONG_NAME,
          phase: 'aborted',
          fraction: 5 / 30,
          columns: ['1 VUs', '1.0s/1s', '05/30 shared iters'],
        },
      ],
    };
    const lines = renderFrame(ended, { terminalWidth: 100, paint: paintPlain });
    expect(lines.slice(2)).toEqual([
      `alpha                          ✓ [${'='.repeat(29)}] 2 VUs  2s      `,
      `a_very_long_scenario_name_o... ✗ [===>${'-'.repeat(25)}] 1 VUs  1.0s/1s  05/30 shared iters`,
    ]);
    expect(lines[3]).toHaveLength(99);
    expect(renderFrame(ended, { terminalWidth: 70, paint: paintPlain })[3]).toContain('✗ [  17% ] 1 VUs');
  });
});
