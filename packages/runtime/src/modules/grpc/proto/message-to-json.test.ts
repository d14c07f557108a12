import { create, type DescMessage, fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Definitions } from './definitions.ts';
import { MessageError, messageFromJson } from './message-from-json.ts';
import { messageToJson } from './message-to-json.ts';
import { loadProtoFiles } from './proto-files.ts';

const ALL = `
syntax = "proto3";
package t;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Colour { NONE = 0; RED = 1; }
message Inner { string label = 1; bytes raw = 2 [json_name = "RAW"]; }
message All {
  double a_double = 1; float a_float = 2; int64 a_long = 3; uint64 a_ulong = 4; bool a_bool = 5; string a_string = 6;
  Colour colour = 7; Inner inner = 8; repeated Inner inners = 9; map<string, Inner> by_name = 10; map<int32, bool> flags = 11;
  oneof choice { string text = 12; Inner boxed = 13; }
  optional int32 maybe = 14;
  google.protobuf.Timestamp at = 15; google.protobuf.Duration span = 16; google.protobuf.Struct free = 17;
  google.protobuf.StringValue wrapped = 18; google.protobuf.Any any = 19; google.protobuf.NullValue nothing = 20;
  repeated int64 longs = 21;
}
`;

const definitions = new Definitions();
definitions.add(loadProtoFiles(['all.proto'], ['/'], (path) => (path === '/all.proto' ? ALL : undefined)));
const { registry } = definitions;
const schema = registry.getMessage('t.All') as DescMessage;

/** To the wire and back. */
function roundTrip(json: unknown): unknown {
  const message = messageFromJson(schema, JSON.stringify(json), registry);
  return messageToJson(schema, fromBinary(schema, toBinary(schema, message)), registry);
}

test('nothing set gives every field but those of oneofs and optional ones', () => {
  expect(messageToJson(schema, create(schema), registry)).toEqual({
    aDouble: 0,
    aFloat: 0,
    aLong: '0',
    aUlong: '0',
    aBool: false,
    aString: '',
    colour: 'NONE',
    inner: null,
    inners: [],
    byName: {},
    flags: {},
    at: null,
    span: null,
    free: null,
    wrapped: null,
    any: null,
    nothing: null,
    longs: [],
  });
});

test.each([
  [{ a_double: 1.5 }, { aDouble: 1.5 }],
  [
    { aDouble: 'NaN', aFloat: '-Infinity' },
    { aDouble: 'NaN', aFloat: '-Infinity' },
  ],
  [{ aFloat: 0.1 }, { aFloat: 0.1 }],
  [{ aFloat: 16777216 }, { aFloat: 16777216 }],
  [
    { aLong: '9007199254740993', aUlong: 12 },
    { aLong: '9007199254740993', aUlong: '12' },
  ],
  [{ colour: 1 }, { colour: 'RED' }],
  [{ colour: 77 }, { colour: 77 }],
  [{ inner: { label: 'x', RAW: 'AQI=' } }, { inner: { label: 'x', RAW: 'AQI=' } }],
  [{ inners: [{}] }, { inners: [{ label: '', RAW: '' }] }],
  [
    { byName: { a: {} }, flags: { 3: true } },
    { byName: { a: { label: '', RAW: '' } }, flags: { 3: true } },
  ],
  [{ text: '' }, { text: '' }],
  [{ boxed: {} }, { boxed: { label: '', RAW: '' } }],
  [{ maybe: 0 }, { maybe: 0 }],
  [
    { at: '2024-05-06T07:08:09.5Z', span: '1.5s' },
    { at: '2024-05-06T07:08:09.500Z', span: '1.500s' },
  ],
  [{ free: { a: [1, null, 'x'] } }, { free: { a: [1, null, 'x'] } }],
  [{ wrapped: '' }, { wrapped: '' }],
  [
    { any: { '@type': 'type.googleapis.com/t.Inner', label: 'x' } },
    { any: { '@type': 'type.googleapis.com/t.Inner', label: 'x' } },
  ],
  [{ longs: ['1', 2] }, { longs: ['1', '2'] }],
])('%j goes out and comes back as %j', (given, expected) => {
  expect(roundTrip(given)).toMatchObject(expected);
});

test.each([
  [{ nope: 1 }, 'proto: (line 1:2): unknown field "nope"'],
  [{ aBool: true, inner: { nope: 1 } }, 'proto: (line 1:24): unknown field "nope"'],
  [{ aLong: 'x' }, 'proto: (line 1:10): invalid value for int64 field aLong: "x"'],
  [{ a_string: 5 }, 'proto: (line 1:13): invalid value for string field aString: 5'],
  [{ colour: 'BLUE' }, 'proto: (line 1:11): invalid value for enum field colour: "BLUE"'],
])('%j is refused', (given, message) => {
  expect(() => roundTrip(given)).toThrow(new MessageError(message));
});
