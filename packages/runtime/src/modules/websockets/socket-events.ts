import type { AnyFunction, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';

export const EVENT_TYPES = ['open', 'message', 'error', 'close', 'ping', 'pong'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(name: string): name is EventType {
  return (EVENT_TYPES as readonly string[]).includes(name);
}

/** The listeners of one WebSocket: for each event the `on…` handler first, then those that were added. */
export class SocketEvents {
  readonly #vu: VUContext;
  readonly #target: object;
  readonly #handlers = new Map<EventType, AnyFunction>();
  readonly #listeners = new Map<EventType, AnyFunction[]>();

  constructor(vu: VUContext, target: object) {
    this.#vu = vu;
    this.#target = target;
  }

  handler(type: EventType): AnyFunction | null {
    return this.#handlers.get(type) ?? null;
  }

  setHandler(type: EventType, value: unknown): void {
    if (value === null || value === undefined) this.#handlers.delete(type);
    else if (typeof value === 'function') this.#handlers.set(type, value as AnyFunction);
    else throw this.#vu.realm.goError(`a value for 'on${type}' should be callable`);
  }

  add(type: string, listener: unknown): void {
    if (!isEventType(type)) {
      const message = `can't add event handler: unknown event type: ${type}`;
      return this.#vu.log.log('warning', message);
    }
    if (typeof listener !== 'function') {
      throw this.#vu.realm.goError(`handler for event type "${type}" isn't a callable function`);
    }
    const known = this.#listeners.get(type);
    if (known === undefined) this.#listeners.set(type, [listener as AnyFunction]);
    else known.push(listener as AnyFunction);
  }

  /** Hot path: every message. */
  *fire(type: EventType, details: Readonly<Record<string, unknown>> = {}): Suspendable<unknown> {
    const handler = this.#handlers.get(type);
    const listeners = this.#listeners.get(type);
    if (handler === undefined && listeners === undefined) return undefined;
    const { realm, clock } = this.#vu;
    const event = Object.assign(realm.createObject(), {
      type,
      target: this.#target,
      timestamp: clock.wallMs(),
      ...details,
    });
    if (handler !== undefined) yield* realm.call(handler, this.#target, [event]);
    // Those added meanwhile hear of the next event.
    for (const listener of [...(listeners ?? [])]) yield* realm.call(listener, this.#target, [event]);
    return undefined;
  }
}
