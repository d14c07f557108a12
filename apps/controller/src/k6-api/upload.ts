import type { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

/** A form as the k6 clients send it: some fields and, as its last part, perhaps an archive. */
export interface UploadForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Not read yet; must be, for the request to end. */
  readonly file: Readable | undefined;
}

const MAX_FIELDS = 10;

/** Reads the fields up to the first file. @throws ApiError when the request is no form */
export async function readUpload(request: FastifyRequest): Promise<UploadForm> {
  if (!request.isMultipart()) {
    throw new ApiError('unsupported-media-type', 'send a form (multipart/form-data)');
  }
  const fields: Record<string, string> = {};
  for await (const part of request.parts()) {
    if (part.type === 'file') return { fields, file: sizeChecked(part) };
    if (Object.keys(fields).length >= MAX_FIELDS)
      throw new ApiError('invalid-request', 'the form has too many fields');
    fields[part.fieldname] = String(part.value);
  }
  return { fields, file: undefined };
}

/** The form parser would cut a file off at its limit and go on as if nothing were missing. */
function sizeChecked({ file }: MultipartFile): Readable {
  file.on('limit', () => file.destroy(new ApiError('payload-too-large', 'the archive is too large')));
  return file;
}
