import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen, type RunningServer } from '../../../transport/transport.fixture.ts';

/** MD4 of `Password` in UTF-16 (MS-NLMP 4.2.2.1.2). */
const HASH_OF_PASSWORD = Buffer.from('a4f49c406510bdcab6824ee7c30fd852', 'hex');

export interface NtlmServer extends RunningServer {
  /** Number of the connection, kind of message, answer. */
  readonly seen: string[];
}

interface NtlmServerRules {
  /** Name of the scheme; '' for a server that offers only basic authentication. */
  readonly scheme?: string;
  /** Tell the time in the challenge. */
  readonly tellsTime?: boolean;
  /** Instead of a challenge. */
  readonly challenge?: string;
}

/** Lets in who is `User` of `Domain` with the password `Password`, for as long as the connection lasts. */
export async function ntlmServer(rules: NtlmServerRules = {}): Promise<NtlmServer> {
  const { scheme = 'NTLM', tellsTime = false } = rules;
  const seen: string[] = [];
  const connections: Socket[] = [];
  const challenges = new WeakMap<Socket, Buffer>();
  const known = new WeakSet<Socket>();
  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const { socket } = request;
    if (!connections.includes(socket)) connections.push(socket);
    const { authorization = '' } = request.headers;
    const [name = '', data = ''] = authorization.split(' ');
    const message = Buffer.from(data, 'base64');
    const type = name === scheme && name !== '' ? message.readUInt32LE(8) : name;
    const tell = (status: number, offer?: string): void => {
      seen.push(`${connections.indexOf(socket) + 1}: ${type || 'nothing'} ${status}`);
      response.writeHead(status, offer === undefined ? {} : { 'WWW-Authenticate': offer });
      response.end(status === 200 ? `welcome ${body}` : 'who are you?');
    };
    if (known.has(socket)) return tell(200);
    if (scheme === '') {
      const isRight = authorization === `Basic ${Buffer.from('User:Password').toString('base64')}`;
      return isRight ? tell(200) : tell(401, 'Basic realm="x"');
    }
    if (type === 1) {
      const challenge = randomBytes(8);
      challenges.set(socket, challenge);
      return tell(
        401,
        `${scheme} ${rules.challenge ?? challengeMessage(challenge, tellsTime).toString('base64')}`,
      );
    }
    const challenge = challenges.get(socket);
    if (type === 3 && challenge !== undefined && isProven(message, challenge)) {
      known.add(socket);
      return tell(200);
    }
    return tell(401, scheme);
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => answer(request, response, Buffer.concat(pieces).toString()));
  });
  return Object.assign(await listen(server), { seen });
}

function challengeMessage(challenge: Buffer, tellsTime: boolean): Buffer {
  const target = Buffer.from('Domain', 'utf16le');
  const attribute = (id: number, value: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  };
  const info = Buffer.concat([
    attribute(2, target),
    ...(tellsTime ? [attribute(7, Buffer.from('0090d336b734c301', 'hex'))] : []),
    attribute(0, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(48);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(target.length, 12);
  head.writeUInt16LE(target.length, 14);
  head.writeUInt32LE(48, 16);
  head.writeUInt32LE(0x00880201, 20);
  challenge.copy(head, 24);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(48 + target.length, 44);
  return Buffer.concat([head, target, info]);
}

function isProven(message: Buffer, challenge: Buffer): boolean {
  const field = (at: number) => {
    const offset = message.readUInt32LE(at + 4);
    return message.subarray(offset, offset + message.readUInt16LE(at));
  };
  const user = field(36).toString('utf16le');
  const domain = field(28).toString('utf16le');
  const response = field(20);
  const identity = Buffer.from(user.toUpperCase() + domain, 'utf16le');
  const key = createHmac('md5', HASH_OF_PASSWORD).update(identity).digest();
  const proof = createHmac('md5', key).update(challenge).update(response.subarray(16)).digest();
  return user === 'User' && domain === 'Domain' && proof.equals(response.subarray(0, 16));
}
