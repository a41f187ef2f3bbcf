export type DifferenceKind =
  /** An act is not what its log entry, its row or its signature says. */
  | 'actUnreadable' | 'entryMismatch' | 'notInLog' | 'twiceInLog' | 'columnMismatch' | 'unknownKey' | 'badSignature' | 'badDeclaredKey'
  /** A value does not open its commitment, is missing where the fold needs it, belongs to no field, or was published by the wrong act. */
  | 'commitmentMismatch' | 'disclosureMissing' | 'disclosureStray' | 'publishedWrongly'
  /** An event is missing, misplaced, or its stream has a gap. */
  | 'eventMissing' | 'eventMisplaced' | 'versionGap' | 'actMissing'
  /** A stored state is not the fold of its stream, or one of the two is missing. */
  | 'stateMismatch' | 'streamMissing' | 'streamWithoutActs' | 'unfoldable'
  /** A view's row is not what the fold gives. */
  | 'viewMismatch' | 'viewRowMissing' | 'viewRowStray'
  /** The log has an entry of an act that is not there, or beyond its head. */
  | 'logStray';

/** `where` is a stream, an act's id, a view's row; `detail` for a person to read. It never quotes a value: some are personal or sealed. */
export type Difference = { readonly kind: DifferenceKind; readonly where: string; readonly detail: string };

export type Tally = {
  readonly note: (kind: DifferenceKind, where: string, detail: string) => void;
  readonly count: () => number;
  readonly differences: () => readonly Difference[];
};

const NAMED = 1_000;

export function newTally(): Tally {
  const named: Difference[] = [];
  let count = 0;
  return {
    note: (kind, where, detail) => {
      count += 1;
      if (named.length < NAMED) named.push({ kind, where, detail });
    },
    count: () => count,
    differences: () => named,
  };
}
