declare module 'snappyjs' {
  /** Raw block format. @throws Error for bytes that are not, or that would become more than `maxLength` */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(uncompressed: Uint8Array): Uint8Array;
}
