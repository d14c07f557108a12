/** What somebody asks of a run is not possible, or not now; or what is asked makes no sense. */
export class ControlRefusal extends Error {
  readonly kind: 'impossible' | 'invalid';

  constructor(message: string, kind: 'impossible' | 'invalid' = 'impossible') {
    super(message);
    this.kind = kind;
  }
}
