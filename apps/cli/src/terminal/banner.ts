import type { Paint } from '@squall/core';

const LOGO = String.raw`
       .-~~.                           _ _
   ~~~~~~~~ )    ___  __ _ _  _  __ _ | | |
     .-~~~~~'   (_-< / _${'`'} | || |/ _${'`'} || | |
  ~~~~~~~~~ )   /__/ \__, |\_,_|\__,_||_|_|
      ~~~~~'            |_|`;

/** The logo between empty lines: the first thing a run prints. */
export function renderBanner(paint: Paint): string {
  const lines = LOGO.slice(1).split('\n');
  return `\n${lines.map((line) => paint('cyan', line)).join('\n')}\n\n`;
}
