/** The server broke the protocol in a way that ends the connection. */
export class ConnectionBreach extends Error {
  /** One of HTTP/2's error codes, for GOAWAY. */
  readonly errorCode: number;

  constructor(errorCode: number, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** A frame is longer than we allow; Go has an error of its own for it. */
export class FrameTooLarge extends Error {}
