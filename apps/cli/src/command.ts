/** What every command is: arguments in, lines out, an exit status. 0: it holds; 1: it does not; 2: it was called wrongly. */
import { parseOptions, type Call, type CommandSpec, type OptionSpec } from './parse-options.ts';

/** `print` is the result (standard output), `note` whatever else is to be said (standard error). Lines, without their ends. */
export type Out = { readonly print: (line: string) => void; readonly note: (line: string) => void };

export const TERMINAL: Out = { print: (line) => void process.stdout.write(`${line}\n`), note: (line) => void process.stderr.write(`${line}\n`) };

export type Run = (args: readonly string[], out?: Out) => Promise<number>;

/** A command from its options and what it does. */
export function defineCommand<const Options extends Readonly<Record<string, OptionSpec>>>(spec: CommandSpec<Options>, body: (call: Call<Options>, out: Out) => Promise<number>): Run {
  return async (args, out = TERMINAL) => {
    const parsed = parseOptions(spec, args);
    switch (parsed.kind) {
      case 'help':
        out.print(parsed.text.trimEnd());
        return 0;
      case 'fault':
        out.note(parsed.text.trimEnd());
        return 2;
      case 'call':
        return body(parsed.call, out);
    }
  };
}
