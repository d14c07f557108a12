import { isUserError } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import { goErrorValue, namedError } from '../error-values.ts';
import { NotBytes } from './buffers.ts';

/** An error of WebCrypto by the name that scripts look at. */
export class CryptoFailure extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** k6's words for what Node refuses, by Node's name of the error and what its message begins with. */
const WORDINGS: readonly (readonly [name: string, pattern: RegExp, message: string])[] = [
  ['SyntaxError', /^Usages cannot be empty/i, 'usages cannot not be empty for a secret or private CryptoKey'],
  ['SyntaxError', /usage/i, 'invalid key usage'],
  ['OperationError', /key length/i, 'invalid key length'],
];

/** What a script's promise is rejected with. */
export function scriptFailure(realm: Realm, error: unknown, operation: string): unknown {
  if (error instanceof NotBytes) return goErrorValue(realm, error.message);
  if (error instanceof CryptoFailure) return namedError(realm, error.name, error.message);
  if (!(error instanceof Error) || isUserError(error)) throw error;
  if (operation === 'decrypt' && error.name === 'OperationError') {
    return namedError(realm, 'OperationError', 'could not decrypt ciphertext');
  }
  const known = WORDINGS.find(([name, pattern]) => name === error.name && pattern.test(error.message));
  return namedError(realm, error.name, known?.[2] ?? error.message);
}
