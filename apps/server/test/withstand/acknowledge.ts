/** A server process of its own for the tests of crashes: registers firm after firm through the real door and says each acknowledgement on its standard output. */
import { present } from '@zhaobiao/basics';
import { connectDatabase } from '../../src/store/connect.ts';
import { expectAccepted, openSpineOn } from '../spine.ts';

const [connection = '{}', from = '0'] = process.argv.slice(2);
const pool = connectDatabase({ ...(JSON.parse(connection) as object), max: 4 }, () => undefined);
const spine = openSpineOn(pool, 'acknowledged', async () => undefined);
for (let serial = Number(from); ; serial += 1) {
  const firm = spine.party(1_000 + serial, ['supplier']);
  const keys = [{ scheme: 'ed25519', keyId: firm.keyId, publicKey: Buffer.from(firm.signer.publicKey).toString('hex') }];
  const command = { creditCode: firm.creditCode, name: `确认${serial}`, roles: ['supplier'], keys, contact: null };
  const answer = await expectAccepted(spine.act(spine.people.registrar, 'registerParty', command, { key: `ack${serial}` }));
  process.stdout.write(`${JSON.stringify({ party: firm.party, act: present(answer.body['act'], 'act') })}\n`);
}
