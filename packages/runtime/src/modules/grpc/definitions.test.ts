import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { GrpcVU, type ServerCall, shopFiles, startGrpcServer } from './grpc.fixture.ts';

async function init(code: string, files: Record<string, Uint8Array> = {}) {
  using vu = new GrpcVU('', { init: code, files });
  return await vu.run();
}

test('load tells the methods of the files named', async () => {
  const lines = await init(`const methods = new Client().load([], 'shop.proto');
    console.log(methods.length, JSON.stringify(methods[1]));`);
  expect(lines).toEqual([
    '4 {"package":"shop","service":"Shop","full_method":"/shop.Shop/Watch","name":"Watch","is_client_stream":false,"is_server_stream":true}',
  ]);
});

test('a protoset is read', async () => {
  const bytes = toBinary(
    FileDescriptorSetSchema,
    create(FileDescriptorSetSchema, { file: [...shopFiles()] }),
  );
  const lines = await init(
    `console.log(new Client().loadProtoset('shop.bin').length);
    attempt(() => new Client().loadProtoset('nope.bin'));
    attempt(() => new Client().loadProtoset('bad.bin'));`,
    { '/tests/shop.bin': bytes, '/tests/bad.bin': Buffer.from('not a protoset') },
  );
  expect(lines[0]).toBe('4');
  expect(lines[1]).toBe("GoError: couldn't open protoset: open /tests/nope.bin: no such file or directory");
  expect(lines[2]).toContain("GoError: couldn't unmarshal protoset file bad.bin: proto: ");
});

test('imports are found in the import paths, also relative to the script', async () => {
  const files = {
    '/lib/types.proto': Buffer.from(
      'syntax = "proto3"; package types; message T { enum E { A = 0; } E e = 1; }',
    ),
    '/tests/sub/api.proto': Buffer.from(
      'syntax = "proto3"; import "types.proto"; service S { rpc M(types.T) returns (.types.T); }',
    ),
  };
  expect(
    await init(`console.log(new Client().load(['sub', '/lib'], 'api.proto')[0].full_method);`, files),
  ).toEqual(['/S/M']);
  expect(await init(`attempt(() => new Client().load(['sub'], 'api.proto'));`, files)).toEqual([
    'GoError: stat /tests/sub/types.proto: no such file or directory',
  ]);
});

test.each([
  ['syntax = "proto3";\nmessage M {\n  int32 = 1;\n}', `bad.proto:3:1: syntax error: illegal name '='`],
  ['syntax = "proto3"; message M { Nope n = 1; }', 'bad.proto: M: unknown type Nope'],
  ['syntax = "proto3"; import "bad.proto";', 'bad.proto: cycle found in imports'],
])('%j is refused', async (text, refusal) => {
  const lines = await init(`attempt(() => new Client().load([], 'bad.proto'));`, {
    '/tests/bad.proto': Buffer.from(text),
  });
  expect(lines).toEqual([`GoError: ${refusal}`]);
});

/** A server that describes itself as some do: with names as in the source. */
async function reflect(call: ServerCall): Promise<void> {
  for (let question = await call.next(); question !== undefined; question = await call.next()) {
    const { listServices, fileContainingSymbol, fileByFilename } = question as Record<string, string>;
    if (listServices !== undefined) {
      call.send({
        listServicesResponse: {
          service: [{ name: 'shop.Shop' }, { name: 'grpc.reflection.v1.ServerReflection' }],
        },
      });
      continue;
    }
    const name = fileByFilename ?? (fileContainingSymbol === 'shop.Shop' ? 'shop.proto' : '');
    const file = shopFiles().find((one) => one.name === name);
    if (file === undefined) {
      call.send({ errorResponse: { errorCode: 5, errorMessage: 'who?' } });
      continue;
    }
    for (const method of file.service[0]?.method ?? [])
      method.inputType = method.inputType.replace('.shop.', '');
    const bytes = Buffer.from(toBinary(FileDescriptorProtoSchema, file));
    call.send({ fileDescriptorResponse: { fileDescriptorProto: [bytes.toString('base64')] } });
  }
  call.end();
}

test('a server can be asked what it offers', async () => {
  await using server = await startGrpcServer({
    ServerReflectionInfo: reflect,
    Buy: async (call) => {
      call.send({ text: JSON.stringify(await call.next()) });
      call.end();
    },
  });
  using vu = new GrpcVU(
    `const other = new Client();
    other.connect(ADDR, { plaintext: true, reflect: true });
    console.log(other.invoke('shop.Shop/Buy', { item: 'x' }).message.text);`,
    { address: server.address },
  );
  expect(await vu.run()).toEqual(['{"item":"x"}']);
  expect(vu.samplesOf('grpc_req_duration')).toHaveLength(1);
});

test('a server without reflection is told of', async () => {
  await using server = await startGrpcServer({});
  using vu = new GrpcVU(`attempt(() => client.connect(ADDR, { plaintext: true, reflect: true }));`, {
    address: server.address,
  });
  expect(await vu.run()).toEqual([
    "GoError: can't list services: rpc error: code = Unimplemented desc = not there",
  ]);
});

test('a server that describes itself in no readable way is told of', async () => {
  await using server = await startGrpcServer({
    ServerReflectionInfo: (call) => call.sendBytes(Buffer.from('32ff', 'hex')),
  });
  using vu = new GrpcVU(`attempt(() => client.connect(ADDR, { plaintext: true, reflect: true }));`, {
    address: server.address,
  });
  expect(await vu.run()).toEqual([
    "GoError: can't list services: rpc error: code = Internal desc = grpc: failed to unmarshal the received message: " +
      'proto: cannot parse invalid wire-format data',
  ]);
});
