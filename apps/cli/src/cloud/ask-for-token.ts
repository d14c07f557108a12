import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UserError } from '@squall/core';

/** Asks on the terminal, without showing what is typed. @throws UserError where nobody can answer */
export async function askForToken(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError(
      'USAGE',
      'which token? Say so with --token: nobody can be asked, since input is no terminal',
    );
  }
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    const closed = once(lines, 'close').then(() => '');
    const token = (await Promise.race([lines.question(''), closed])).trim();
    if (token !== '') return token;
    throw new UserError('USAGE', 'no token was typed');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
