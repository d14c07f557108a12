import type { OutputContext } from '../output-context.ts';
import { duration, flag, requirePositive, type SettingKind, text, wholeNumber } from '../settings.ts';

export interface DashboardConfig {
  readonly host: string;
  /** 0: any that is free; -1: no page. */
  readonly port: number;
  /** Nobody chose the port, so a run goes on without a page when it is taken. */
  readonly isDefaultPort: boolean;
  readonly periodMs: number;
  /** Show it in the browser of this machine. */
  readonly open: boolean;
  /** File for the page as it is at the end; empty for none. */
  readonly exportFile: string;
}

const DEFAULT_PORT = 5665;
const LARGEST_PORT = 65_535;
const KEYS = ['host', 'port', 'period', 'open', 'export', 'report'];
const UNSUPPORTED_KEYS = ['record', 'tag', 'tags'];

/** From the variables, and over them the argument: `port=0&period=2s`. @throws Error */
export function readDashboardConfig(argument: string, { env }: Pick<OutputContext, 'env'>): DashboardConfig {
  const query = new URLSearchParams(argument);
  for (const key of query.keys()) refuseKey(key);
  const read = <T>(key: string, kind: SettingKind<T>, fallback: T): T => {
    const variable = `K6_WEB_DASHBOARD_${key.toUpperCase()}`;
    const [name, value] = query.has(key) ? [key, query.get(key)] : [variable, env[variable]];
    if (value === null || value === undefined || value === '') return fallback;
    try {
      return kind.fromText(value);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  for (const key of UNSUPPORTED_KEYS) {
    if (read(key, text, '') !== '') refuseKey(key);
  }
  const port = read('port', wholeNumber, DEFAULT_PORT);
  if (port < -1 || port > LARGEST_PORT) throw new Error(`port must be at most ${LARGEST_PORT}, got ${port}`);
  const periodMs = read('period', duration, 1_000);
  requirePositive('period', periodMs);
  return {
    host: read('host', text, '127.0.0.1'),
    port,
    isDefaultPort: port === DEFAULT_PORT,
    periodMs,
    open: read('open', flag, false),
    exportFile: read('export', text, '') || read('report', text, ''),
  };
}

function refuseKey(key: string): void {
  if (KEYS.includes(key)) return;
  throw new Error(
    UNSUPPORTED_KEYS.includes(key)
      ? `the setting "${key}" is not supported by this version of Squall`
      : `unknown key "${key}", there are ${KEYS.join(', ')}`,
  );
}
