import { formatDuration } from '@squall/core';

/** What a script did wrong; its text is what the script reads. */
export class Refusal extends Error {}

/** A value that a function of the script threw while the browser waited for it. */
export class ScriptThrew extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super('a function of the script threw');
    this.value = value;
  }
}

const STRICT = 'strict mode violation, multiple elements returned for selector query';

/** The text of a failure in k6's words, as far as it has some: without the name of a method of ours and its log. */
export function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const timeout = /Timeout (\d+)ms exceeded/.exec(text);
  if (timeout !== null) return `timed out after ${formatDuration(Number(timeout[1]))}`;
  if (text.includes('strict mode violation')) return STRICT;
  const network = /net::ERR_[A-Z0-9_]+/.exec(text);
  if (network !== null) return network[0];
  const own = text.replace(/^(?:[a-zA-Z]+\.[\w$]+: )+/, '').replace(/\s*Call log:[\s\S]*$/, '');
  return own.replace(/\n\s+at [\s\S]*$/, '').trim();
}
