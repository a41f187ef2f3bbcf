import { fromBase64, fromHex, present, unwrap, utf8 } from '@zhaobiao/basics';
import { type Checkpoint, type NoteKey, noteKey, openCheckpoint, parseCheckpointText, parseNote, parseNoteKey, verifyConsistency } from '@zhaobiao/evidence';
import { type Suite, type Tally, textOf } from './suite.ts';

type Request = { readonly body: string; readonly status: number };

/** The requests of a hurl script: body between fences, then the expected status. */
const requestsOf = (script: string): Request[] => [...script.matchAll(/add-checkpoint\n```\n([\s\S]*?)```\nHTTP (\d+)/g)].map((match) => ({ body: match[1] ?? '', status: Number(match[2]) }));

type LogOf = (origin: string) => NoteKey | undefined;

/** What a witness that keeps `seen` must answer (C2SP tlog-witness): 403, 404, 409, 422 or 200. */
function answer(body: string, logOf: LogOf, seen: Map<string, Checkpoint>): number {
  const [head = '', ...rest] = body.split('\n\n');
  const [oldLine = '', ...hashLines] = head.split('\n');
  const oldSize = Number(/^old (\d+)$/.exec(oldLine)?.[1]);
  const note = utf8(rest.join('\n\n'));
  const parsed = parseNote(note);
  // A signature line whose base64 has stray bits is no signature: refused as the transcript has it.
  if (!parsed.ok) return 403;
  const origin = parseCheckpointText(parsed.value.text)?.origin ?? '';
  const key = logOf(origin);
  if (!key) return 404;
  const opened = openCheckpoint(note, origin, key);
  if (!opened.ok) return 403;
  const { checkpoint } = opened.value;
  const before = seen.get(origin);
  if ((before?.size ?? 0) !== oldSize) return 409;
  const proof = hashLines.map((line) => present(fromBase64(line), 'base64'));
  const grows = before ? verifyConsistency({ oldSize, oldRoot: before.root, size: checkpoint.size, root: checkpoint.root, proof }) : proof.length === 0;
  if (!grows) return 422;
  seen.set(origin, checkpoint);
  return 200;
}

function play(script: string, logOf: LogOf, name: string, { check, note }: Tally): void {
  const seen = new Map<string, Checkpoint>();
  for (const [index, { body, status }] of requestsOf(script).entries()) {
    const got = answer(body, logOf, seen);
    // This version of the witness answered 403 for an unknown log as well; the specification says 404.
    const expected = got === 404 && status === 403 ? 404 : status;
    if (expected !== status) note(`${name} ${index + 1}: unknown log, transcript 403, specification 404`);
    check(`${name} ${index + 1}: ${status}`, got === expected);
  }
}

export const torchwoodTranscripts: Suite = {
  name: 'litewitness transcripts',
  folder: 'vectors/torchwood/cmd/litewitness/testdata',
  needs: 'litewitness.txt',
  run: (folder, tally) => {
    const sigsum = textOf(folder, 'litewitness.txt');
    const publicKey = present(fromHex(/add-sigsum-log -key=([0-9a-f]{64})/.exec(sigsum)?.[1] ?? ''), 'key');
    const origin = /(sigsum\.org\/v1\/tree\/[0-9a-f]{64})/.exec(sigsum)?.[1] ?? '';
    play(sigsum, (wanted) => (wanted === origin ? noteKey(origin, 'ed25519', publicKey) : undefined), 'sigsum', tally);
    const sumdb = textOf(folder, 'sumdb.txt');
    const key = unwrap(parseNoteKey(/-key (sum\.golang\.org\S+)/.exec(sumdb)?.[1] ?? ''));
    play(sumdb, (wanted) => (wanted === 'go.sum database tree' ? key : undefined), 'go.sum', tally);
  },
};
