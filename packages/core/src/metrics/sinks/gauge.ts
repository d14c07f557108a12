export class GaugeSink {
  readonly type = 'gauge';
  /** The latest value; 0 before the first. */
  value = 0;
  timeMs = Number.NEGATIVE_INFINITY;
  min = 0;
  max = 0;
  isEmpty = true;

  /** Hot path. */
  add(value: number, timeMs: number): void {
    if (timeMs >= this.timeMs) {
      this.value = value;
      this.timeMs = timeMs;
    }
    this.#widen(value, value);
  }

  /** The value with the later time wins, whichever side it comes from. */
  merge(other: Pick<GaugeSink, 'value' | 'timeMs' | 'min' | 'max'>): void {
    if (other.timeMs >= this.timeMs) {
      this.value = other.value;
      this.timeMs = other.timeMs;
    }
    this.#widen(other.min, other.max);
  }

  reset(): void {
    this.value = 0;
    this.timeMs = Number.NEGATIVE_INFINITY;
    this.min = 0;
    this.max = 0;
    this.isEmpty = true;
  }

  #widen(min: number, max: number): void {
    if (this.isEmpty || min < this.min) this.min = min;
    if (this.isEmpty || max > this.max) this.max = max;
    this.isEmpty = false;
  }
}
