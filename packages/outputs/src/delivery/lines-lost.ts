import { DeliveryError } from './delivery-error.ts';

/** Some lines of a message are known to be lost, and none will be tried again. */
export class LinesLost extends DeliveryError {
  readonly lines: number;

  constructor(message: string, lines: number) {
    super(message, false);
    this.lines = lines;
  }
}
