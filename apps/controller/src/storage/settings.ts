/** Facts of the installation that are decided once. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>;
  /** What is stored in the end: the value given, or one that was there before. */
  decide(key: string, value: string): Promise<string>;
}

/** First answers to requests that clients repeat when they did not hear them. */
export interface AnswerStore {
  get(key: string): Promise<string | undefined>;
  put(key: string, answer: string, nowMs: number): Promise<void>;
  forgetBefore(timeMs: number): Promise<void>;
}
