import { randomBytes } from 'node:crypto';
import { instantOf, instantText } from '@zhaobiao/basics';
import { tokensOf } from '@zhaobiao/server';
import { defineCommand } from '../command.ts';
import { DATA, JSON_LINE, withInstallation } from '../installation.ts';

export const run = defineCommand(
  {
    name: 'admin token',
    zh: '给已登记的主体发一个接口令牌，24 小时有效。令牌只能读取和传送：行为仍须由主体自己的密钥签名。',
    en: 'Issues a token to a registered party, good for 24 hours. It lets the party read and send: acts still need its own signature.',
    operands: [],
    options: { party: { kind: 'text', value: 'CODE', required: true, zh: '主体的信用代码', en: 'credit code of the party' }, json: JSON_LINE, data: DATA },
  },
  ({ options: { party: code, json, data } }, out) =>
    withInstallation({ data, out }, async ({ pool }) => {
      const party = code.startsWith('party:') ? code : `party:${code}`;
      const { rowCount } = await pool.query("SELECT 1 FROM stream WHERE id = $1 AND machine = 'party'", [party]);
      if (rowCount !== 1) {
        out.note(`zhaobiao admin token: ${party} 没有登记。 ${party} is not registered.`);
        return 1;
      }
      const { token, expiresAt } = await tokensOf(pool, (length) => randomBytes(length)).issue(party);
      const until = instantText(instantOf(expiresAt));
      out.print(json ? JSON.stringify({ party, token, expiresAt: until }) : `${token}\n  ${party} → ${until}`);
      return 0;
    }),
);
