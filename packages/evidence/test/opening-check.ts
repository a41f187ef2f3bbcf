import { type JsonObject, fail, fromHex, fromUtf8, ok, present } from '@zhaobiao/basics';
import { type BundleCheck, type CapsuleText, type GuardianKeys, type ShareText, canonicalText, parseCapsuleText, parseShareText, reopen } from '@zhaobiao/evidence';

/** What the opening room will do: open every envelope again from the bundle and compare with the recorded sheet. */
export const openingCheck = (guardians: GuardianKeys): BundleCheck => ({
  name: 'opening',
  run: async ({ acts, disclosures, object }) => {
    let opened = 0;
    const byIndex = new Map(acts.map((one) => [one.index, one.act]));
    const byStream = Map.groupBy(acts.flatMap((one) => one.act.events), (event) => event.stream);
    for (const { line, index, value } of disclosures) {
      const sealed = value as JsonObject;
      const bid = present(byIndex.get(index), 'act').stream;
      const events = byStream.get(bid) ?? [];
      const sheet = events.find((event) => event.type === 'BidOpened')?.public['sheet'];
      const released = present(events.find((event) => event.type === 'ShareReleased'), 'shares').public['shares'] as readonly ShareText[];
      const shares = released.map(parseShareText);
      const envelope = object(sealed['ciphertext'] as string);
      const again = await reopen(
        guardians,
        { capsule: present(parseCapsuleText(sealed['capsule'] as CapsuleText), 'capsule'), label: present(fromHex(sealed['label'] as string), 'label'), ciphertext: sealed['ciphertext'] as string },
        shares.filter((one) => one !== undefined),
        present(envelope, 'envelope'),
      );
      if (!again.ok) return fail({ line, detail: again.fault.reason });
      if (fromUtf8(again.value) !== canonicalText(present(sheet, 'sheet'))) return fail({ line, detail: `${bid}: another sheet` });
      opened += 1;
    }
    return ok({ detail: `${opened} envelopes opened again` });
  },
});
