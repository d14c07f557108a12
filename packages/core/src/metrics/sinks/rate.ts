export class RateSink {
  readonly type = 'rate';
  /** Values other than zero. */
  trues = 0;
  total = 0;

  get isEmpty(): boolean {
    return this.total === 0;
  }

  get rate(): number {
    return this.total === 0 ? 0 : this.trues / this.total;
  }

  /** Hot path. */
  add(value: number): void {
    if (value !== 0) this.trues++;
    this.total++;
  }

  merge(other: Pick<RateSink, 'trues' | 'total'>): void {
    this.trues += other.trues;
    this.total += other.total;
  }

  reset(): void {
    this.trues = 0;
    this.total = 0;
  }
}
