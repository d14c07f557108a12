export class CounterSink {
  readonly type = 'counter';
  sum = 0;
  isEmpty = true;

  /** Hot path. */
  add(value: number): void {
    this.sum += value;
    this.isEmpty = false;
  }

  reset(): void {
    this.sum = 0;
    this.isEmpty = true;
  }
}
