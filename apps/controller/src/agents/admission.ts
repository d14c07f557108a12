import type { Clock } from '@squall/core';
import type { Hello } from '@squall/protocol';
import { hashSecret, secretKind } from '../identity/secret.ts';
import type { Stores } from '../storage/stores.ts';
import type { EnrolledAgent } from './enrolment.ts';

/** An agent that may come in. */
export interface Admitted {
  readonly id: number;
  readonly organizationId: number;
  /** The code of its zone. */
  readonly loadZone: string;
}

/** Decides by its credential whether an agent may come in, and where it belongs. */
export class Admission {
  readonly #stores: Stores;
  readonly #clock: Clock;

  constructor(stores: Stores, clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  async admit(hello: Hello): Promise<Admitted | undefined> {
    const agent = await this.#agentOf(hello);
    if (agent?.revokedAtMs !== null) return undefined;
    const zone = await this.#stores.loadZones.byId(agent.loadZoneId);
    if (zone === undefined) return undefined;
    await this.#stores.agents.noteSeen(agent.id, this.#clock.wallMs());
    return { id: agent.id, organizationId: agent.organizationId, loadZone: zone.code };
  }

  async #agentOf(hello: Hello): Promise<EnrolledAgent | undefined> {
    switch (secretKind(hello.credential)) {
      case 'sqa':
        return this.#stores.agents.byHash(hashSecret(hello.credential));
      case 'sqe':
        return this.#byEnrolmentToken(hello);
      default:
        return undefined;
    }
  }

  /**
   * An agent may come with its enrolment token each time: it is enrolled once under its name, and recognised by
   * both afterwards. So a token for one agent does not let in a second, and its expiry does not turn away the first.
   */
  async #byEnrolmentToken({
    credential,
    name,
    squallVersion,
    capacity,
  }: Hello): Promise<EnrolledAgent | undefined> {
    const hash = hashSecret(`${credential} ${name}`);
    const known = await this.#stores.agents.byHash(hash);
    if (known !== undefined) return known;
    const nowMs = this.#clock.wallMs();
    return this.#stores.agents.enrol(hashSecret(credential), {
      name,
      hash,
      squallVersion,
      maxVUs: capacity.maxVUs,
      enrolledAtMs: nowMs,
      lastSeenAtMs: nowMs,
    });
  }
}
