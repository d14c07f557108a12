import { data, type Operation } from '../bridge/script-class.ts';
import { hostOptions, pick } from '../bridge/to-host.ts';

const OPTIONS = ['path', 'type', 'quality', 'fullPage', 'clip', 'omitBackground', 'timeout'];

interface Pictured {
  screenshot(options: Record<string, unknown>): Promise<Buffer>;
}

export function screenshot<T extends Pictured>(doing: string): Operation<T> {
  return {
    call: ({ target }, [options]) => target.screenshot(pick(hostOptions(options), OPTIONS)),
    doing: () => doing,
    result: data,
  };
}
