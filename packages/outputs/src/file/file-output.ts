import type { Output, OutputRun, ResolvedSamples } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { type Destination, openDestination } from './destination.ts';

/** Turns samples into the lines of a file. */
export interface LineFormat {
  /** What stands before all samples. */
  header(run: OutputRun): string;
  /** Hot path: one line or more for each sample. */
  lines(samples: ResolvedSamples): string;
}

export interface FileOutputOptions {
  readonly name: string;
  readonly description: string;
  readonly fileName: string;
  readonly format: LineFormat;
  readonly context: OutputContext;
}

/** An output that writes lines to a file or to stdout. */
export class FileOutput implements Output {
  readonly description: string;
  readonly #options: FileOutputOptions;
  #destination: Destination | undefined;

  constructor(options: FileOutputOptions) {
    this.description = options.description;
    this.#options = options;
  }

  async start(run: OutputRun): Promise<void> {
    const { context, fileName, format, name } = this.#options;
    this.#destination = await openDestination({
      fileName,
      stdout: context.stdout,
      workingDirectory: context.workingDirectory,
      onError: (error) =>
        context.log.log('error', `The ${name} output cannot be written`, {
          output: name,
          error: error.message,
        }),
    });
    const header = format.header(run);
    if (header !== '') await this.#destination.write(header);
  }

  receive(batches: readonly ResolvedSamples[]): void | Promise<void> {
    if (this.#destination === undefined) throw new Error('the output was not started');
    return this.#destination.write(batches.map((batch) => this.#options.format.lines(batch)).join(''));
  }

  async stop(): Promise<void> {
    await this.#destination?.close();
    this.#destination = undefined;
  }
}
