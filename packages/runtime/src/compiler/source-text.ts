/** A file as the compiler gets it. */
export interface SourceText {
  readonly url: string;
  /** JavaScript. */
  readonly code: string;
  /** JSON source map to the text the user wrote, when there is one. */
  readonly map: string | undefined;
}

/** What an import specifier stands for. */
export type ModuleResolution =
  | { readonly kind: 'builtin'; readonly specifier: string }
  | { readonly kind: 'source'; readonly url: string };
