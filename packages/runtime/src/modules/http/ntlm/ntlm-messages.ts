import { lmResponse, type NtlmIdentity, ntlmV2Key, ntResponse, utf16 } from './ntlm-v2.ts';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const NEGOTIATE = 1;
const CHALLENGE = 2;
const AUTHENTICATE = 3;

const UNICODE = 0x1;
const REQUEST_TARGET = 0x4;
const NTLM = 0x200;
const ALWAYS_SIGN = 0x8000;
const EXTENDED_SESSION_SECURITY = 0x80000;
const TARGET_INFO = 0x800000;
const KEY_128 = 0x20000000;
const KEY_56 = 0x80000000;
const FLAGS =
  UNICODE + REQUEST_TARGET + NTLM + ALWAYS_SIGN + EXTENDED_SESSION_SECURITY + TARGET_INFO + KEY_128 + KEY_56;

const NEGOTIATE_BYTES = 32;
const CHALLENGE_BYTES = 48;
const AUTHENTICATE_BYTES = 64;
const END_OF_LIST = 0;
const TIMESTAMP = 7;

/** What the server asks in its CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2). */
export interface NtlmChallenge {
  readonly serverChallenge: Uint8Array;
  readonly targetName: string;
  readonly targetInfo: Uint8Array;
  /** The server's clock, if it tells. */
  readonly fileTime: bigint | undefined;
}

/** NEGOTIATE_MESSAGE (MS-NLMP 2.2.1.1) without domain and workstation. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(NEGOTIATE_BYTES);
  SIGNATURE.copy(message);
  message.writeUInt32LE(NEGOTIATE, 8);
  message.writeUInt32LE(FLAGS, 12);
  return message;
}

/** Undefined when these bytes are no such message. */
export function readChallenge(message: Buffer): NtlmChallenge | undefined {
  const isChallenge =
    message.length >= CHALLENGE_BYTES &&
    message.subarray(0, 8).equals(SIGNATURE) &&
    message.readUInt32LE(8) === CHALLENGE;
  if (!isChallenge) return undefined;
  const name = fieldAt(message, 12);
  const targetInfo = fieldAt(message, 40);
  const isUnicode = (message.readUInt32LE(20) & UNICODE) !== 0;
  return {
    serverChallenge: message.subarray(24, 32),
    targetName: name.toString(isUnicode ? 'utf16le' : 'latin1'),
    targetInfo,
    fileTime: timestampIn(targetInfo),
  };
}

export interface AuthenticateDetails {
  readonly identity: NtlmIdentity;
  readonly challenge: NtlmChallenge;
  readonly clientChallenge: Uint8Array;
  /** This machine's clock, for servers that do not tell theirs. */
  readonly fileTime: bigint;
}

/** AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3) with NTLMv2 responses. */
export function authenticateMessage(details: AuthenticateDetails): Buffer {
  const { identity, challenge, clientChallenge } = details;
  const { serverChallenge, targetInfo } = challenge;
  const key = ntlmV2Key(identity);
  const fileTime = challenge.fileTime ?? details.fileTime;
  // Who knows the server's time sends no proof for LAN Manager (MS-NLMP 3.1.5.1.2).
  const lm =
    challenge.fileTime === undefined
      ? lmResponse(key, { serverChallenge, clientChallenge })
      : Buffer.alloc(24);
  const nt = ntResponse(key, { serverChallenge, clientChallenge, fileTime, targetInfo });
  const none = Buffer.alloc(0);
  const fields = [lm, nt, utf16(identity.domain), utf16(identity.username), none, none];
  const head = Buffer.alloc(AUTHENTICATE_BYTES);
  SIGNATURE.copy(head);
  head.writeUInt32LE(AUTHENTICATE, 8);
  let payloadOffset = AUTHENTICATE_BYTES;
  for (const [index, field] of fields.entries()) {
    const position = 12 + index * 8;
    head.writeUInt16LE(field.length, position);
    head.writeUInt16LE(field.length, position + 2);
    head.writeUInt32LE(payloadOffset, position + 4);
    payloadOffset += field.length;
  }
  head.writeUInt32LE(FLAGS, 60);
  return Buffer.concat([head, ...fields]);
}

/** The payload that the eight bytes at a position point to; empty where they point outside. */
function fieldAt(message: Buffer, position: number): Buffer {
  const length = message.readUInt16LE(position);
  const offset = message.readUInt32LE(position + 4);
  return offset + length > message.length ? Buffer.alloc(0) : message.subarray(offset, offset + length);
}

/** The MsvAvTimestamp of a list of attributes (MS-NLMP 2.2.2.1). */
function timestampIn(attributes: Buffer): bigint | undefined {
  for (let at = 0; at + 4 <= attributes.length; ) {
    const id = attributes.readUInt16LE(at);
    const length = attributes.readUInt16LE(at + 2);
    if (id === END_OF_LIST) return undefined;
    if (id === TIMESTAMP && length === 8 && at + 12 <= attributes.length)
      return attributes.readBigUInt64LE(at + 4);
    at += 4 + length;
  }
  return undefined;
}
