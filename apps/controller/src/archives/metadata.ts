import { UserError } from '@squall/core';

/** What the controller reads of `metadata.json`; everything else stays as it came. */
export interface ArchiveMetadata extends Readonly<Record<string, unknown>> {
  readonly options: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Settings of the client's own program, tokens among them, that `--include-system-env-vars` sends along. */
const CLIENT_VARIABLE = /^(K6_|K6CLOUD_|SQUALL_)/;

/** @throws UserError INVALID_ARCHIVE */
export function parseMetadata(text: string): ArchiveMetadata {
  const metadata = parseObject(text);
  if (metadata?.type !== 'js' || typeof metadata.filename !== 'string') {
    throw new UserError('INVALID_ARCHIVE', 'the archive cannot be read: its metadata.json makes no sense');
  }
  return {
    ...metadata,
    options: asObject(metadata.options) ?? {},
    env: stringsOf(asObject(metadata.env) ?? {}),
  };
}

/** The client puts the token of its user into every archive; here it must not be kept. */
export function withoutSecrets(metadata: ArchiveMetadata): ArchiveMetadata {
  const leftOut = Object.keys(metadata.env).filter((name) => CLIENT_VARIABLE.test(name));
  const env = Object.fromEntries(Object.entries(metadata.env).filter(([name]) => !leftOut.includes(name)));
  return {
    ...metadata,
    env,
    options: optionsWithoutSecrets(metadata.options),
    ...(leftOut.length > 0 && { variablesLeftOut: leftOut }),
  };
}

/** Cloud settings may stand in two places, of which old scripts use the second. */
export function optionsWithoutSecrets(
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const cloud = asObject(options.cloud);
  const ext = asObject(options.ext);
  const loadimpact = asObject(ext?.loadimpact);
  return {
    ...options,
    ...(cloud && { cloud: withoutToken(cloud) }),
    ...(loadimpact && { ext: { ...ext, loadimpact: withoutToken(loadimpact) } }),
  };
}

function withoutToken({ token: _token, ...rest }: Readonly<Record<string, unknown>>): object {
  return rest;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // Told the same way as JSON that is no object.
    return undefined;
  }
}

export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function stringsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}
