import { TERMINAL, type Out } from './command.ts';
import { COMMANDS, type Listed } from './commands.ts';

function helpText(commands: Readonly<Record<string, Listed>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { zh, en }]) => `  ${name.padEnd(width)}  ${zh}\n  ${' '.repeat(width)}  ${en}`);
  return `zhaobiao COMMAND …\n\n  昭标：可核验的公共资源交易平台。\n  Zhaobiao: a public resource trading platform that anyone can verify.\n\n${lines.join('\n')}\n\n  zhaobiao COMMAND --help  每个命令的说明 / help of each command`;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs the command that `args` begin with. What it cannot do it says in one sentence: status 1; a wrong call: status 2. */
export async function dispatch(args: readonly string[], out: Out = TERMINAL, commands: Readonly<Record<string, Listed>> = COMMANDS): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    out.print(helpText(commands));
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    out.note(`zhaobiao: 没有命令 ${name}。 There is no command ${name}. 见/see: zhaobiao --help`);
    return 2;
  }
  try {
    const { run } = await command.load();
    return await run(rest, out);
  } catch (error) {
    out.note(`zhaobiao ${name}: ${wordsOf(error)}`);
    return 1;
  }
}
