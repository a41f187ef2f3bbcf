/** The files of the rule table, one a family of rules. What they say is checked in `rule.ts` and by the tests. */
import auction from './rules/auction.json' with { type: 'json' };
import collusion from './rules/collusion.json' with { type: 'json' };
import counting from './rules/counting.json' with { type: 'json' };
import credit from './rules/credit.json' with { type: 'json' };
import evaluation from './rules/evaluation.json' with { type: 'json' };
import experts from './rules/experts.json' with { type: 'json' };
import fairCompetition from './rules/fair-competition.json' with { type: 'json' };
import laws from './rules/laws.json' with { type: 'json' };
import money from './rules/money.json' with { type: 'json' };
import penalties from './rules/penalties.json' with { type: 'json' };
import platform from './rules/platform.json' with { type: 'json' };
import procurement from './rules/procurement.json' with { type: 'json' };
import smallWorks from './rules/small-works.json' with { type: 'json' };
import supervision from './rules/supervision.json' with { type: 'json' };
import tendering from './rules/tendering.json' with { type: 'json' };

type Row = {
  readonly id: string;
  readonly sources: readonly { readonly law: string; readonly article?: number; readonly item?: string }[];
  readonly statement: { readonly zh: string; readonly en: string };
  readonly number?: string;
  readonly unit?: string;
  readonly calendar: string;
  readonly applies: string;
  readonly verified: string;
  readonly action: string;
};

const FAMILIES: readonly (readonly Row[])[] = [
  counting, tendering, evaluation, penalties, platform, experts, fairCompetition, credit, collusion, smallWorks, money, supervision, procurement, auction,
];

/** As filed: the digest of the rulebook stands over it. */
export const RULE_TABLE = { laws, rules: FAMILIES.flat() };
