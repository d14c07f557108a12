import type { LogFields, LogRecord } from '@squall/core';
import type { CliLogger } from '../logging/cli-logger.ts';

const REPLACEMENT = '***SECRET_REDACTED***';

/** Makes the log hide every value the returned function is told. */
export function hideSecrets(log: Pick<CliLogger, 'addRedactor'>): (value: string) => void {
  // Longest first: of a secret that contains another one nothing may be left.
  let secrets: readonly string[] = [];
  const hide = (text: string): string => {
    let hidden = text;
    for (const secret of secrets) hidden = hidden.replaceAll(secret, REPLACEMENT);
    return hidden;
  };
  log.addRedactor((record) => (secrets.length === 0 ? record : redact(record, hide)));
  return (value) => {
    // There would be nothing left to read.
    if (value.trim() === '' || secrets.includes(value)) return;
    secrets = [...secrets, value].sort((a, b) => b.length - a.length);
  };
}

/** Numbers in fields stay as they are. */
function redact(record: LogRecord, hide: (text: string) => string): LogRecord {
  const fields: Record<string, LogFields[string]> = {};
  for (const [name, value] of Object.entries(record.fields)) {
    fields[name] = typeof value === 'string' ? hide(value) : value;
  }
  return { ...record, message: hide(record.message), fields };
}
