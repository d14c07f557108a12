interface NamedSource {
  readonly name: string;
  readonly isDefault: boolean;
}

/** Secrets that are known when the run begins. */
export interface KnownSecrets extends NamedSource {
  readonly kind: 'known';
  readonly values: Readonly<Record<string, string>>;
}

/** Secrets that a server gives one by one. */
export interface SecretServer extends NamedSource {
  readonly kind: 'url';
  /** Contains `{key}`. */
  readonly urlTemplate: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** GJSON path to the secret in the answer; '' when the answer is the secret. */
  readonly responsePath: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryBackoffMs: number;
  readonly requestsPerMinuteLimit: number;
  readonly requestsBurst: number;
}

/** Where `k6/secrets` finds secrets, as `--secret-source` says. Plain data: it goes to every thread. */
export type SecretSource = KnownSecrets | SecretServer;
