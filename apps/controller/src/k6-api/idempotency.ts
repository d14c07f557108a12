import type { FastifyRequest } from 'fastify';
import { userOf } from '../http/app.ts';
import type { Services } from '../services.ts';

const HEADER = 'k6-idempotency-key';

/** Creates things once, although clients ask again when they did not hear the answer. */
export class Idempotency {
  readonly #services: Services;
  readonly #underWay = new Map<string, Promise<number>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The id of what was created; `isRepeat` when an earlier request with the same key did it. */
  async once(
    request: FastifyRequest,
    create: () => Promise<number>,
  ): Promise<{ readonly id: number; readonly isRepeat: boolean }> {
    const header = request.headers[HEADER];
    if (typeof header !== 'string' || header === '') return { id: await create(), isRepeat: false };
    const key = `${userOf(request).user.id} ${request.method} ${request.url} ${header}`;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return { id: await underWay, isRepeat: true };
    let isRepeat = true;
    const finding = this.#stored(key).then((known) => {
      if (known !== undefined) return known;
      isRepeat = false;
      return this.#createAndStore(key, create);
    });
    // Set before anything is waited for, so that the next request with this key finds it.
    this.#underWay.set(key, finding);
    try {
      return { id: await finding, isRepeat };
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #stored(key: string): Promise<number | undefined> {
    const answer = await this.#services.stores.answers.get(key);
    return answer === undefined ? undefined : Number(answer);
  }

  async #createAndStore(key: string, create: () => Promise<number>): Promise<number> {
    const id = await create();
    await this.#services.stores.answers.put(key, String(id), this.#services.clock.wallMs());
    return id;
  }
}
