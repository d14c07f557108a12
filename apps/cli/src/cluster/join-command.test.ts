import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { type Invitation, invitationText } from './join-command.ts';

const network = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo;

const INTERFACES = {
  lo: [network('127.0.0.1', true), network('::1', true)],
  eth0: [network('fe80::1'), network('2001:db8::5'), network('10.0.0.5')],
};

function command(
  invitation: Partial<Invitation>,
  interfaces: Record<string, NetworkInterfaceInfo[]> = INTERFACES,
) {
  const whole = {
    address: { host: '0.0.0.0', port: 6566 },
    isSecure: false,
    token: 'f00',
    zones: [{ label: 'default', loadZone: undefined, weight: 100, agents: 3 }],
    ...invitation,
  };
  return invitationText(whole, interfaces).trim().split('\n');
}

test('an invitation names an address that others can reach, and the token', () => {
  expect(command({})).toEqual([
    'Waiting for 3 agents. Start them with:',
    '',
    '    squall agent --join 10.0.0.5:6566 --token f00',
  ]);
});

test.each([
  { what: 'one address', host: '192.168.1.7', place: '192.168.1.7:6566' },
  { what: 'all IPv6 addresses', host: '::', place: '10.0.0.5:6566' },
  { what: 'one IPv6 address', host: '2001:db8::5', place: '[2001:db8::5]:6566' },
])('of a coordinator at $what it is $place', ({ host, place }) => {
  expect(command({ address: { host, port: 6566 } }).at(-1)).toContain(`--join ${place} `);
});

test('without a network agents can only be on the same machine', () => {
  expect(command({}, { lo: INTERFACES.lo }).at(-1)).toContain('--join 127.0.0.1:6566 ');
});

test('with a certificate the address says so', () => {
  expect(command({ isSecure: true }).at(-1)).toContain('--join wss://10.0.0.5:6566 ');
});

test('a token that the user has chosen does not appear', () => {
  expect(command({ token: undefined }).at(-1)).toContain('--token "$SQUALL_AGENT_TOKEN"');
});

test('there is a command for each load zone', () => {
  const zones = [
    { label: 'eu', loadZone: 'eu', weight: 60, agents: 2 },
    { label: 'the rest', loadZone: 'the rest', weight: 40, agents: 1 },
  ];
  expect(command({ zones }).slice(2)).toEqual([
    '    squall agent --join 10.0.0.5:6566 --token f00 --zone eu   # 2 of them',
    "    squall agent --join 10.0.0.5:6566 --token f00 --zone 'the rest'   # 1 of them",
  ]);
});

test('one agent is asked for in the singular', () => {
  const zones = [{ label: 'default', loadZone: undefined, weight: 100, agents: 1 }];
  expect(command({ zones })[0]).toBe('Waiting for an agent. Start it with:');
});
