import type { FoundingParty } from '@zhaobiao/server';

/** A list of parties as `--parties` gives it; only its outline is looked at here, the contract of `foundPlatform` judges the rest. */
export function parseFounding(text: string): readonly FoundingParty[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return undefined;
    const whole = value.every((each: Partial<FoundingParty> | null) => Array.isArray(each?.roles) && Array.isArray(each.keys));
    return whole ? (value as readonly FoundingParty[]) : undefined;
  } catch {
    return undefined;
  }
}
