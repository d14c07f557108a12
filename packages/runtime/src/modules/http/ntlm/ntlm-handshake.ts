import { randomBytes } from 'node:crypto';
import type { WireResponse } from '../../../transport/transport.ts';
import { basicAuthorization } from '../basic-auth.ts';
import type { Userinfo } from '../go-url.ts';
import { headerValues } from '../raw-headers.ts';
import { authenticateMessage, negotiateMessage, readChallenge } from './ntlm-messages.ts';
import type { NtlmIdentity } from './ntlm-v2.ts';

/** Windows counts units of 100 ns from 1601 on. */
const UNITS_PER_MS = 10_000n;
const EPOCH_OFFSET_MS = 11_644_473_600_000n;

const SCHEME = /^(NTLM|Negotiate)(?:\s+([A-Za-z0-9+/=]+))?\s*$/i;

interface Offer {
  readonly scheme: 'NTLM' | 'Negotiate';
  readonly data: string;
}

/**
 * What is sent as `Authorization` with `auth: 'ntlm'`: first nothing, as the connection may be known to the server
 * from before; then the messages of NTLM, or the password itself where the server does not offer NTLM.
 */
export class NtlmHandshake {
  /** For the next request; '' for none. */
  authorization = '';
  readonly #user: Userinfo;
  readonly #wallMs: () => number;
  #step: 'anonymous' | 'basic' | 'negotiate' | 'over' = 'anonymous';

  constructor(user: Userinfo, wallMs: () => number) {
    this.#user = user;
    this.#wallMs = wallMs;
  }

  /** The answer to the message under way has to go over the same connection. */
  get holdsConnection(): boolean {
    return this.#step === 'negotiate';
  }

  /** True when the request has to be sent once more. */
  accept(response: WireResponse): boolean {
    const step = this.#step;
    this.#step = 'over';
    if (response.status !== 401 || response.failure !== undefined || step === 'over') return false;
    const offer = offerOf(response);
    if (step === 'negotiate') return this.#answer(offer);
    if (offer !== undefined) {
      this.#step = 'negotiate';
      this.authorization = `${offer.scheme} ${negotiateMessage().toString('base64')}`;
      return true;
    }
    if (step === 'basic') return false;
    this.#step = 'basic';
    this.authorization = basicAuthorization(this.#user);
    return true;
  }

  #answer(offer: Offer | undefined): boolean {
    const challenge = offer && readChallenge(Buffer.from(offer.data, 'base64'));
    if (challenge === undefined) return false;
    const message = authenticateMessage({
      identity: identityOf(this.#user, challenge.targetName),
      challenge,
      clientChallenge: randomBytes(8),
      fileTime: (BigInt(Math.trunc(this.#wallMs())) + EPOCH_OFFSET_MS) * UNITS_PER_MS,
    });
    this.authorization = `${offer?.scheme} ${message.toString('base64')}`;
    return true;
  }
}

/** NTLM goes before Negotiate, which may also mean Kerberos. */
function offerOf(response: WireResponse): Offer | undefined {
  const offers = headerValues(response.rawHeaders, 'www-authenticate').flatMap((value) => {
    const [, scheme, data = ''] = SCHEME.exec(value.trim()) ?? [];
    if (scheme === undefined) return [];
    return [{ scheme: scheme.toLowerCase() === 'ntlm' ? 'NTLM' : 'Negotiate', data } as const];
  });
  return offers.find(({ scheme }) => scheme === 'NTLM') ?? offers[0];
}

/** `DOMAIN\user`, `user@domain`, or a user of the domain that the server names. */
function identityOf({ username, password = '' }: Userinfo, targetName: string): NtlmIdentity {
  const backslash = username.indexOf('\\');
  if (backslash >= 0) {
    return { domain: username.slice(0, backslash), username: username.slice(backslash + 1), password };
  }
  return { domain: username.includes('@') ? '' : targetName, username, password };
}
