import * as protobuf from '@bufbuild/protobuf';
import * as reflect from '@bufbuild/protobuf/reflect';
import * as wkt from '@bufbuild/protobuf/wkt';
import protobufjs from 'protobufjs';

/** What the build puts into a file of its own: too large to be read by threads whose script makes no RPC. */
export const libraries = {
  '@bufbuild/protobuf': protobuf,
  '@bufbuild/protobuf/reflect': reflect,
  '@bufbuild/protobuf/wkt': wkt,
  protobufjs,
};
