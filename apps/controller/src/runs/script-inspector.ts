import type { ArchiveSource } from '@squall/coordinator';
import { UserError } from '@squall/core';
import type { AgentGate } from '../agents/agent-gate.ts';
import { parseMetadata } from '../archives/metadata.ts';
import type { ArchiveStore, StoredArchive } from '../archives/stored-archive.ts';
import { factsIn, type ScriptFacts } from './script-facts.ts';

/** They are kept with the archive, and go with every run of it. */
const MAX_FACTS = 5_000;

export interface InspectedArchive {
  readonly stored: StoredArchive;
  readonly source: ArchiveSource;
  /** Whose agents may see the script. */
  readonly organizationId: number;
}

interface InspectorParts {
  readonly archives: ArchiveStore;
  readonly gate: AgentGate;
}

/** Finds out what scripts export and measure, without running them here: archives say it, or an agent looks. */
export class ScriptInspector {
  readonly #parts: InspectorParts;

  constructor(parts: InspectorParts) {
    this.#parts = parts;
  }

  /** What is known without an agent. */
  async known({ sha256, metadata }: StoredArchive): Promise<ScriptFacts | undefined> {
    const told = factsIn(parseMetadata(metadata));
    if (told !== undefined) return told;
    const found = await this.#parts.archives.facts(sha256);
    return found && { exports: new Set(found.exports), metrics: found.metrics };
  }

  /**
   * Waits for an agent when there is none, until the signal. Rejects with the error of the script when its init code
   * fails.
   */
  async factsOf(
    { stored, source, organizationId }: InspectedArchive,
    signal: AbortSignal,
  ): Promise<ScriptFacts> {
    const known = await this.known(stored);
    if (known !== undefined) return known;
    const { env } = parseMetadata(stored.metadata);
    const pool = this.#parts.gate.poolOf(organizationId);
    const { exports, metrics } = await pool.inspect({ archive: source, env, signal });
    if (exports.length + metrics.length > MAX_FACTS) {
      const message = `the script declares ${metrics.length} metrics and exports ${exports.length} functions`;
      throw new UserError('UNSUPPORTED', message, { hint: `there may be ${MAX_FACTS} of both together` });
    }
    await this.#parts.archives.setFacts(stored.sha256, { exports, metrics });
    return { exports: new Set(exports), metrics };
  }
}
