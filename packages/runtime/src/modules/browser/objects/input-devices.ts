import type { Keyboard, Mouse, Touchscreen } from 'playwright-core';
import { nothing, type ScriptClass } from '../bridge/script-class.ts';
import { toHost } from '../bridge/to-host.ts';
import { operation, quote } from './element-actions.ts';

const key =
  (text: string) =>
  ([name]: readonly unknown[]): string =>
    `${text} ${quote(name)}`;

export const keyboardClass: ScriptClass<Keyboard> = {
  operations: {
    down: operation('down', key('pressing down'), nothing),
    insertText: operation('insertText', key('inserting text'), nothing),
    press: operation('press', key('pressing'), nothing),
    type: operation('type', key('typing'), nothing),
    up: operation('up', key('releasing'), nothing),
  },
};

const doubleClick = {
  call: ({ target }: { target: Mouse }, [x, y, options]: readonly unknown[]) =>
    target.dblclick(Number(x), Number(y), toHost(options) as Record<string, never>),
  doing: () => 'double clicking with the mouse',
  result: nothing,
};

export const mouseClass: ScriptClass<Mouse> = {
  operations: {
    click: operation('click', 'clicking with the mouse', nothing),
    // The types have the one name, older documentation the other.
    dblclick: doubleClick,
    dblClick: doubleClick,
    down: operation('down', 'pressing a mouse button', nothing),
    move: operation('move', 'moving the mouse', nothing),
    up: operation('up', 'releasing a mouse button', nothing),
  },
};

export const touchscreenClass: ScriptClass<Touchscreen> = {
  operations: { tap: operation('tap', 'tapping on the screen', nothing) },
};
