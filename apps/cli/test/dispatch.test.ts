import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.ts';
import { defineCommand } from '../src/command.ts';
import { dispatch } from '../src/dispatch.ts';

async function call(...args: readonly string[]): Promise<{ readonly status: number; readonly printed: string; readonly noted: string }> {
  const printed: string[] = [];
  const noted: string[] = [];
  const status = await dispatch(args, { print: (line) => void printed.push(line), note: (line) => void noted.push(line) });
  return { status, printed: printed.join('\n'), noted: noted.join('\n') };
}

const ADMIN = ['found', 'key', 'token', 'account create', 'account unlock'];

describe('zhaobiao', () => {
  it('lists every command in both languages', async () => {
    const { status, printed } = await call('--help');
    expect(status).toBe(0);
    for (const [name, { zh, en }] of Object.entries(COMMANDS)) expect(printed).toMatch(new RegExp(`^ {2}${name} +${zh}\n +${en}$`, 'm'));
    for (const name of ['verify', 'seal', 'replay', 'simulate', 'scenario', 'backup', 'restore', 'export', 'rebuild', 'bundle', 'migrate', 'admin']) expect(COMMANDS).toHaveProperty(name);
  });

  const own = [...Object.keys(COMMANDS).filter((name) => name !== 'scenario' && name !== 'simulate'), ...ADMIN.map((part) => `admin ${part}`)];
  it.each(own)('%s has help, and refuses an option it does not have in one sentence', async (name) => {
    const help = await call(...name.split(' '), '--help');
    expect([help.status, help.noted]).toEqual([0, '']);
    expect(help.printed).toContain(`zhaobiao ${name}`);
    expect(help.printed).toMatch(/[一-鿿]/);
    const wrong = await call(...name.split(' '), '--nonsense');
    expect([wrong.status, wrong.printed]).toEqual([2, '']);
    expect(wrong.noted.split('\n')).toHaveLength(1);
  });

  it.each([[['nonsense']], [['admin', 'nonsense']], [['admin', 'account', 'nonsense']], [['toString']], [['admin', 'toString']]])('refuses %j in one sentence', async (args) => {
    const { status, noted } = await call(...args);
    expect(status).toBe(2);
    expect(noted.split('\n')).toHaveLength(1);
    expect(noted).toContain('--help');
  });

  it('without a command prints the help and fails', async () => {
    expect(await call()).toMatchObject({ status: 2, printed: expect.stringContaining('verify') });
  });

  it('turns what a command throws into a sentence', async () => {
    const noted: string[] = [];
    const failing = { broken: { zh: '坏', en: 'broken', load: async () => ({ run: async (): Promise<number> => { throw new Error('the disk is gone'); } }) } };
    expect(await dispatch(['broken'], { print: () => undefined, note: (line) => void noted.push(line) }, failing)).toBe(1);
    expect(noted).toEqual(['zhaobiao broken: the disk is gone']);
  });
});

describe('options', () => {
  const seen: unknown[] = [];
  const run = defineCommand(
    {
      name: 'sample', zh: '样例', en: 'a sample', operands: [{ name: 'FILE', zh: '文件', en: 'a file' }],
      options: { flag: { kind: 'flag', zh: '', en: '' }, text: { kind: 'text', short: 't', zh: '', en: '' }, list: { kind: 'list', zh: '', en: '' }, needed: { kind: 'text', required: true, zh: '', en: '' } },
    },
    async (given) => {
      seen.push(given);
      return 0;
    },
  );
  const sentence = async (...args: readonly string[]): Promise<string> => {
    const noted: string[] = [];
    const status = await run(args, { print: () => undefined, note: (line) => void noted.push(line) });
    return `${status} ${noted.join()}`;
  };

  it('come as they were declared', async () => {
    expect(await sentence('a', '--needed', 'n', '-t', 'x', '--list', '1', '--list=2', '--flag')).toBe('0 ');
    expect(await sentence('a', '--needed=-n')).toBe('0 ');
    expect(seen).toEqual([
      { options: { flag: true, text: 'x', list: ['1', '2'], needed: 'n' }, operands: ['a'] },
      { options: { flag: false, text: undefined, list: [], needed: '-n' }, operands: ['a'] },
    ]);
  });

  it.each([
    [['--needed', 'n'], 'FILE is missing'],
    [['a'], '--needed is required'],
    [['a', 'b', '--needed', 'n'], 'Unexpected argument b'],
    [['a', '--needed', 'n', '--text'], '--text needs a value'],
    [['a', '--needed', 'n', '--text', '--flag'], '--text needs a value'],
    [['a', '--needed', 'n', '--flag=yes'], '--flag takes no value'],
    [['a', '--needed', 'n', '-t', '1', '-t', '2'], '-t may be given once'],
    [['a', '--needed', 'n', '-x'], 'no option -x'],
    [['a', '--needed', 'n', '--constructor'], 'no option --constructor'],
  ])('%j is refused', async (args, words) => {
    const said = await sentence(...args);
    expect(said).toMatch(/^2 zhaobiao sample: .*zhaobiao sample --help$/);
    expect(said).toContain(words);
  });
});
