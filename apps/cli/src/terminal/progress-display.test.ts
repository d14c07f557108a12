import { paintPlain } from '@squall/core';
import { VirtualClock } from '@squall/testkit';
import { describe, expect, test } from 'vitest';
import { ProgressDisplay } from './progress-display.ts';
import type { ProgressView } from './progress-view.ts';
import { Terminal } from './terminal.ts';

function openDisplay(width?: number) {
  const written: string[] = [];
  const write = (content: string | Uint8Array) => written.push(String(content));
  const out = width === undefined ? { write } : { write, isTTY: true, columns: width };
  const clock = new VirtualClock();
  const view = (): ProgressView => ({
    head: {
      kind: 'run',
      isPaused: false,
      elapsedMs: clock.now(),
      maxDurationMs: 9000,
      activeVUs: 1,
      initialisedVUs: 1,
      maxVUs: 1,
      completeIterations: 0,
      interruptedIterations: 0,
    },
    scenarios: [],
  });
  const terminal = new Terminal({ out, err: { write } });
  return { clock, written, display: new ProgressDisplay({ terminal, clock, paint: paintPlain, view }) };
}

const times = (written: readonly string[]) => written.map((text) => /running \(([\d.]+)s\)/.exec(text)?.[1]);

describe('the progress display', () => {
  test('prints a frame each second without a terminal', () => {
    const { clock, written, display } = openDisplay();
    display.start();
    clock.advance(2500);
    display.finish();
    expect(times(written)).toEqual(['1.0', '2.0', '2.5']);
    expect(written[0]).toBe('\nrunning (1.0s), 1/1 VUs, 0 complete and 0 interrupted iterations\n');
  });

  test('draws ten frames a second on a terminal', () => {
    const { clock, written, display } = openDisplay(80);
    display.start();
    clock.advance(350);
    expect(times(written)).toEqual(['0.1', '0.2', '0.3']);
  });

  test('prints only the last frame of a run shorter than a second', () => {
    const { clock, written, display } = openDisplay();
    display.start();
    clock.advance(300);
    display.finish();
    clock.advance(5000);
    expect(times(written)).toEqual(['0.3']);
  });
});
