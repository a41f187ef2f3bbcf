import type { RuleId } from '../procedure/types.ts';

/** A remark of the law that does not stop the act: shown with its receipt (`answer.warnings`) and kept in the event (`warnings`). */
export type Warning = { readonly rule: RuleId; readonly zh: string; readonly en: string };

export const warn = (rule: RuleId, zh: string, en: string): Warning => ({ rule, zh, en });
