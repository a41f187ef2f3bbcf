/** Options of a command: declared once, for parsing and for `--help`. A wrong call is answered with one sentence, never with a stack. */
import { parseArgs } from 'node:util';

type Words = { readonly zh: string; readonly en: string };

export type OptionSpec = Words & {
  /** `list` may be given again and again. */
  readonly kind: 'flag' | 'text' | 'list';
  /** What stands for the value in the help: `FILE`. */
  readonly value?: string;
  readonly short?: string;
  readonly required?: boolean;
};

export type OperandSpec = Words & { readonly name: string; readonly optional?: boolean; readonly many?: boolean };

export type CommandSpec<Options extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>> = Words & {
  readonly name: string;
  readonly operands: readonly OperandSpec[];
  readonly options: Options;
  /** Further lines of the help. */
  readonly more?: readonly string[];
};

type ValueOf<Spec extends OptionSpec> = Spec['kind'] extends 'flag' ? boolean : Spec['kind'] extends 'list' ? readonly string[] : Spec['required'] extends true ? string : string | undefined;

export type Call<Options extends Readonly<Record<string, OptionSpec>>> = { readonly options: { readonly [Name in keyof Options]: ValueOf<Options[Name]> }; readonly operands: readonly string[] };

export type Parsed<Options extends Readonly<Record<string, OptionSpec>>> =
  | { readonly kind: 'call'; readonly call: Call<Options> }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'fault'; readonly text: string };

const optionText = (name: string, { kind, value = 'TEXT', short }: OptionSpec): string => `${short === undefined ? '' : `-${short}, `}--${name}${kind === 'flag' ? '' : ` ${value}`}`;
const operandText = ({ name, optional, many }: OperandSpec): string => {
  const text = many ? `${name}…` : name;
  return optional ? `[${text}]` : text;
};

/** What `zhaobiao COMMAND --help` prints. */
export function helpText({ name, zh, en, operands, options, more = [] }: CommandSpec): string {
  const required = Object.entries(options).filter(([, spec]) => spec.required === true).map(([option, spec]) => `--${option} ${spec.value ?? 'TEXT'}`);
  const rows = [...operands.map((spec) => [spec.name, spec] as const), ...Object.entries(options).map(([option, spec]) => [optionText(option, spec), spec] as const), ['--help', { zh: '显示本说明', en: 'print this help' }] as const];
  const width = Math.max(...rows.map(([left]) => left.length));
  const usage = ['zhaobiao', name, ...operands.map(operandText), ...required, ...(Object.keys(options).length > required.length ? ['[options]'] : [])].join(' ');
  const lines = rows.map(([left, words]) => `  ${left.padEnd(width)}  ${words.zh}\n  ${' '.repeat(width)}  ${words.en}`);
  return `${usage}\n\n  ${zh}\n  ${en}\n\n${lines.join('\n')}\n${more.length === 0 ? '' : `\n${more.join('\n')}\n`}`;
}

type Values = Record<string, string | boolean | string[] | undefined>;

/** Reads tokens itself: `parseArgs` alone would speak of positional arguments and dashes. Gives values, or the sentence of a fault. */
function read(spec: CommandSpec, args: readonly string[]): { readonly values: Values; readonly operands: readonly string[] } | string {
  const config = Object.fromEntries(Object.entries(spec.options).map(([name, { kind, short }]) => [name, { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) }]));
  const { tokens } = parseArgs({ args: [...args], options: config, strict: false, allowPositionals: true, tokens: true });
  const values: Values = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const found = Object.hasOwn(spec.options, token.name) ? spec.options[token.name] : undefined;
    if (!found) return `没有选项 ${token.rawName}。 There is no option ${token.rawName}.`;
    if (found.kind === 'flag') {
      if (token.value !== undefined) return `选项 ${token.rawName} 不带值。 Option ${token.rawName} takes no value.`;
      values[token.name] = true;
      continue;
    }
    if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'))) return `选项 ${token.rawName} 需要一个值。 Option ${token.rawName} needs a value.`;
    if (found.kind === 'list') values[token.name] = [...((values[token.name] as string[] | undefined) ?? []), token.value];
    else if (values[token.name] !== undefined) return `选项 ${token.rawName} 只能给一次。 Option ${token.rawName} may be given once.`;
    else values[token.name] = token.value;
  }
  return { values, operands };
}

function missing(spec: CommandSpec, values: Values, operands: readonly string[]): string | undefined {
  const needed = spec.operands.filter((each) => each.optional !== true);
  const operand = needed[operands.length];
  if (operand) return `缺少 ${operand.name}（${operand.zh}）。 ${operand.name} is missing.`;
  if (operands.length > spec.operands.length && spec.operands.at(-1)?.many !== true) return `多余的参数 ${operands[spec.operands.length]}。 Unexpected argument ${operands[spec.operands.length]}.`;
  const option = Object.entries(spec.options).find(([name, each]) => each.required === true && values[name] === undefined);
  return option ? `缺少选项 --${option[0]}。 Option --${option[0]} is required.` : undefined;
}

export function parseOptions<const Options extends Readonly<Record<string, OptionSpec>>>(spec: CommandSpec<Options>, args: readonly string[]): Parsed<Options> {
  const ended = args.indexOf('--');
  if ((ended < 0 ? args : args.slice(0, ended)).includes('--help')) return { kind: 'help', text: helpText(spec) };
  const fault = (sentence: string): Parsed<Options> => ({ kind: 'fault', text: `zhaobiao ${spec.name}: ${sentence} 见/see: zhaobiao ${spec.name} --help\n` });
  const found = read(spec, args);
  if (typeof found === 'string') return fault(found);
  const lacking = missing(spec, found.values, found.operands);
  if (lacking !== undefined) return fault(lacking);
  const whole: Values = Object.fromEntries(Object.entries(spec.options).map(([name, { kind }]) => [name, found.values[name] ?? (kind === 'flag' ? false : kind === 'list' ? [] : undefined)]));
  return { kind: 'call', call: { options: whole as unknown as Call<Options>['options'], operands: found.operands } };
}
