import { randomInt } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { argon2Passwords, createAccount, loginForm, sha256, type AccountFault } from '@zhaobiao/server';
import { defineCommand } from '../command.ts';
import { DATA, JSON_LINE, withInstallation } from '../installation.ts';

const WORDS: Readonly<Record<AccountFault['code'], string>> = {
  loginTaken: '这个登录名已被使用。 This login is taken.',
  loginForm: '登录名须为 1 至 64 个字符。 A login has 1 to 64 characters.',
  passwordForm: '密码须为 10 至 256 个字符。 A password has 10 to 256 characters.',
};

/** Letters and digits that nobody confuses when reading them aloud: 16 of them are 79 bits. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const newPassword = (): string => Array.from({ length: 16 }, () => READABLE.charAt(randomInt(READABLE.length))).join('');

export const create = defineCommand(
  {
    name: 'admin account create',
    zh: '给主体的一位人员开设登录账号。账号只能查看：行为由密钥签名。',
    en: 'Creates an account for a person of a party. An account reads; acts are signed with keys.',
    operands: [],
    options: {
      login: { kind: 'text', value: 'NAME', required: true, zh: '登录名', en: 'login' },
      name: { kind: 'text', value: 'TEXT', required: true, zh: '姓名', en: 'name of the person' },
      party: { kind: 'text', value: 'CODE', required: true, zh: '所属主体的信用代码', en: 'credit code of the party' },
      role: { kind: 'list', value: 'ROLE', zh: '在主体内的角色，可多次给出', en: 'a role within the party; may be repeated' },
      'password-stdin': { kind: 'flag', zh: '从标准输入读密码；默认生成一个并打印一次', en: 'read the password from standard input; otherwise one is made and printed once' },
      json: JSON_LINE,
      data: DATA,
    },
  },
  ({ options: { login, name, party: code, role, 'password-stdin': fromInput, json, data } }, out) =>
    withInstallation({ data, out }, async ({ pool }) => {
      const party = code.startsWith('party:') ? code : `party:${code}`;
      const { rowCount } = await pool.query("SELECT 1 FROM stream WHERE id = $1 AND machine = 'party'", [party]);
      if (rowCount !== 1) {
        out.note(`zhaobiao admin account create: ${party} 没有登记。 ${party} is not registered.`);
        return 1;
      }
      const password = fromInput ? (await text(process.stdin)).replace(/\r?\n$/, '') : newPassword();
      const created = await createAccount(pool, argon2Passwords(), { login, password, name, party, roles: role });
      if (!created.ok) {
        out.note(`zhaobiao admin account create: ${WORDS[created.fault.code]}`);
        return 1;
      }
      const shown = fromInput ? {} : { password };
      out.print(json ? JSON.stringify({ login: loginForm(login), party, ...shown }) : `✓ ${loginForm(login)}${fromInput ? '' : `  ${password}`}`);
      return 0;
    }),
);

export const unlock = defineCommand(
  {
    name: 'admin account unlock',
    zh: '解除一个登录名因多次输错密码而进入的等待。',
    en: 'Lifts the pause of a login after failed attempts.',
    operands: [],
    options: { login: { kind: 'text', value: 'NAME', required: true, zh: '登录名', en: 'login' }, json: JSON_LINE, data: DATA },
  },
  ({ options: { login, json, data } }, out) =>
    withInstallation({ data, out }, async ({ pool }) => {
      // Failures are kept by the digest of what was typed, whether or not there is such an account.
      const { rowCount } = await pool.query('DELETE FROM login_attempt WHERE login = $1', [sha256(loginForm(login))]);
      const unlocked = rowCount === 1;
      out.print(json ? JSON.stringify({ login: loginForm(login), unlocked }) : unlocked ? `✓ ${loginForm(login)} 已解除 / lifted` : `  ${loginForm(login)} 没有在等待 / was not paused`);
      return 0;
    }),
);
