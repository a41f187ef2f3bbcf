/** Parameters of a procedure, and the lawful changes a region or a tender may make to them. */
import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { refuse } from '../act/refusal.ts';
import type { Refusal } from '../act/refusal.ts';
import type { Length, Parameter, ParameterId, Procedure, Value } from './types.ts';

export const own = <Row>(table: Readonly<Record<string, Row>> | undefined, key: string): Row | undefined =>
  table !== undefined && table !== null && Object.hasOwn(table, key) ? table[key] : undefined;

export const parameterOf = (procedure: Procedure, id: ParameterId): Parameter | undefined => own(procedure.parameters, id);

/** Days, working days or milliseconds; `undefined` only for a procedure that `parseProcedure` has not passed. */
export function lengthOf(procedure: Procedure, length: Length): number | undefined {
  const value = typeof length === 'number' ? length : parameterOf(procedure, length.parameter)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const MAY: Readonly<Record<Parameter['mayChange'], readonly ('region' | 'tender')[]>> = { never: [], region: ['region'], tender: ['region', 'tender'] };

function changed(procedure: Procedure, by: 'region' | 'tender', id: ParameterId, value: Value): Result<Parameter, Refusal> {
  const parameter = parameterOf(procedure, id);
  if (parameter === undefined) return fail(refuse('malformed', [], { field: id, problemZh: '不是本程序的参数', problemEn: 'is not a parameter of this procedure' }));
  const name = { field: id, fieldZh: parameter.title.zh, fieldEn: parameter.title.en };
  if (!MAY[parameter.mayChange].includes(by)) return fail(refuse('parameterFixed', parameter.cite, name));
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = parameter.bounds ?? {};
  const sameKind = typeof value === typeof parameter.value && (typeof value !== 'number' || Number.isSafeInteger(value));
  if (!sameKind) return fail(refuse('malformed', parameter.cite, { ...name, problemZh: '的类型不对', problemEn: 'has the wrong type' }));
  if (typeof value === 'number' && (value < min || value > max)) {
    return fail(refuse('parameterOutOfBounds', parameter.cite, { ...name, value, min: Number.isFinite(min) ? min : '—', max: Number.isFinite(max) ? max : '—' }));
  }
  return ok({ ...parameter, value });
}

/**
 * The procedure with parameters changed by a region's overlay or by a tender, each within its bounds and only where `mayChange` allows:
 * `region` may be changed by a region, `tender` by both. The first change that is not allowed is the refusal.
 */
export function withParameters(procedure: Procedure, by: 'region' | 'tender', changes: Readonly<Record<ParameterId, Value>>): Result<Procedure, Refusal> {
  const parameters: Record<ParameterId, Parameter> = { ...procedure.parameters };
  for (const [id, value] of Object.entries(changes)) {
    const result = changed(procedure, by, id, value);
    if (!result.ok) return result;
    parameters[id] = result.value;
  }
  return ok({ ...procedure, parameters });
}
