import { spawnSync } from 'node:child_process';

/** A network of its own for processes, joined to this machine's by a cable that can be pulled and made worse. */
export class NetworkNamespace implements Disposable {
  /** Of this machine, as seen from inside. */
  readonly hostAddress: string;
  readonly #name: string;
  readonly #cable: string;

  private constructor(number: number) {
    this.#name = `squall-${process.pid}-${number}`;
    this.#cable = `sq${process.pid % 100_000}-${number}`;
    // 198.18.0.0/15 is set aside for tests like this one.
    const subnet = `198.18.${(process.pid % 60) * 4 + number}`;
    this.hostAddress = `${subnet}.1`;
    const inside = `${this.#cable}i`;
    ip('netns', 'add', this.#name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', inside, 'netns', this.#name);
    ip('addr', 'add', `${this.hostAddress}/24`, 'dev', this.#cable);
    ip('link', 'set', this.#cable, 'up');
    ip('-n', this.#name, 'addr', 'add', `${subnet}.2/24`, 'dev', inside);
    ip('-n', this.#name, 'link', 'set', inside, 'up');
  }

  static create(number: number): NetworkNamespace {
    return new NetworkNamespace(number);
  }

  /** What a command is to begin with for it to run inside. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  pullCable(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  plugCable(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  /** In the words of netem, such as `delay 100ms loss 5%`. */
  impair(...netem: readonly string[]): void {
    run('tc', ['qdisc', 'add', 'dev', this.#cable, 'root', 'netem', ...netem]);
  }

  [Symbol.dispose](): void {
    // Would stay as long as the kernel tries to deliver what was sent through it.
    ip('link', 'del', this.#cable);
    ip('netns', 'del', this.#name);
  }
}

/** Why there can be no namespaces here, if so. */
export function reasonAgainstNamespaces(): string | undefined {
  return reasonAgainst(() => {
    using _probe = NetworkNamespace.create(0);
  });
}

/** Why the network cannot be made worse here, if so. */
export function reasonAgainstNetem(): string | undefined {
  return reasonAgainst(() => {
    using probe = NetworkNamespace.create(0);
    probe.impair('delay', '1ms');
  });
}

function reasonAgainst(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const ip = (...args: readonly string[]): void => run('ip', args);

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
