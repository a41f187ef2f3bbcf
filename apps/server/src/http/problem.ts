/** From a fault of form to the one sentence a person can act on: which field, what is wrong, in both languages. */
import { checkStorable, type StorableFault } from '@zhaobiao/evidence';
import { refuse, type Refusal, type RefusalCode } from '@zhaobiao/domain';
import type { Json, Result } from '@zhaobiao/basics';
import { fail } from '@zhaobiao/basics';
import type { z } from 'zod';

type Words = { readonly zh: string; readonly en: string };
type Issue = z.core.$ZodIssue;

const STORABLE: Readonly<Record<StorableFault['why'], Words>> = {
  notASafeInteger: { zh: '应当是整数（金额以分为单位），不能带小数', en: 'must be a whole number (amounts are in fen), not a decimal' },
  negativeZero: { zh: '不能是负零', en: 'must not be negative zero' },
  nul: { zh: '含有不能保存的字符 U+0000', en: 'holds the character U+0000, which cannot be stored' },
  loneSurrogate: { zh: '含有不完整的字符（孤立代理项）', en: 'holds a lone surrogate, which is not a character' },
  tooDeep: { zh: '嵌套太深', en: 'is nested too deep' },
  notJson: { zh: '不是可以保存的内容', en: 'is not storable JSON' },
};

/** The contracts' own messages, in Chinese; what is missing here is shown as “格式不符”. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^empty$/, '不能为空'],
  [/^U\+0000 or a lone surrogate$/, '含有不能保存的字符'],
  [/^(\d+) bytes in lower-case hexadecimal$/, '应当是 $1 字节的小写十六进制'],
  [/^a moment such as (.+)$/, '应当是时刻，例如 $1'],
  [/^a day such as (.+)$/, '应当是日期，例如 $1'],
  [/^letters, digits, dot, dash, at most 64$/, '只能用字母、数字、点和短横，最长 64 个字符'],
  [/^a stream id that begins with (\w+):$/, '应当以 $1: 开头'],
];

const TYPES: Readonly<Record<string, string>> = { string: '文本', number: '数字', int: '整数', object: '一组字段', array: '列表', boolean: '是或否', null: '空值' };

const own = (message: string): Words => {
  const found = MESSAGES.find(([pattern]) => pattern.test(message));
  return { zh: found === undefined ? '格式不符' : message.replace(found[0], found[1]), en: `is not acceptable: ${message}` };
};

function bound(issue: Extract<Issue, { readonly code: 'too_big' | 'too_small' }>): Words {
  const [limit, zhBound, enBound] = issue.code === 'too_big' ? [issue.maximum, '不能多于', 'at most'] : [issue.minimum, '不能少于', 'at least'];
  const unit = issue.origin === 'string' ? { zh: ' 个字符', en: ' characters' } : issue.origin === 'array' ? { zh: ' 项', en: ' items' } : { zh: '', en: '' };
  return { zh: `${zhBound} ${String(limit)}${unit.zh}`, en: `must have ${enBound} ${String(limit)}${unit.en}` };
}

function wordsOf(issue: Issue): Words {
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
      return bound(issue);
    case 'unrecognized_keys':
      return { zh: '是多余的字段', en: 'is not a field of this form' };
    case 'invalid_value':
      return { zh: `应当是 ${issue.values.map(String).join('、')} 之一`, en: `must be one of ${issue.values.map(String).join(', ')}` };
    case 'invalid_type':
      return { zh: `缺少，或者不是${TYPES[issue.expected] ?? issue.expected}`, en: `is missing or not of type ${issue.expected}` };
    case 'custom':
      return own(issue.message);
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? { zh: '格式不符', en: `does not match ${issue.pattern ?? issue.format}` } : own(issue.message);
    case 'invalid_union':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return { zh: '格式不符', en: 'is not of an accepted form' };
  }
}

const PLAIN_LENGTH = 40;

/** Something of the input, short enough to show, and shown only as text. */
const shown = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, PLAIN_LENGTH) : '');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, step)?.value : undefined;
  return value;
}

/** Refusals that a contract may name in `params.refusal` of an issue. */
const NAMED: readonly RefusalCode[] = ['amountInvalid', 'creditCodeInvalid'];

export const malformed = (field: string, words: Words): Refusal => refuse('malformed', [], { field, problemZh: words.zh, problemEn: words.en });

/** The refusal of the first issue. The path of the field begins below `command`, as a person fills it in. */
export function refusalOfIssues(issues: readonly Issue[], input: unknown): Refusal {
  const [issue] = issues;
  if (issue === undefined) return malformed('', { zh: '格式不符', en: 'is not of an accepted form' });
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const field = path.map(String).join('/').slice(0, 200) || 'body';
  const named = issue.code === 'custom' ? NAMED.find((code) => code === issue.params?.['refusal']) : undefined;
  if (named !== undefined) return refuse(named, [], { field, code: shown(valueAt(input, issue.path)) });
  return malformed(field, wordsOf(issue));
}

/** The body as JSON that acts can hold, or a refusal that names the field. */
export function storable(body: unknown): Result<Json, Refusal> {
  const checked = checkStorable(body);
  if (checked.ok) return checked;
  return fail(malformed(checked.fault.path.replace(/^\//, '').replace(/^command\//, '').slice(0, 200) || 'body', STORABLE[checked.fault.why]));
}
