/** What an act's contract says of its fields, read from its JSON Schema; and a made-up command of the right shape. */
import type { ActDefinition } from '@zhaobiao/domain';

export type ContractField = { readonly name: string; readonly type: string; readonly required: boolean };
type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemas = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

const schemaOf = (contract: ActDefinition['contract']): Schema => {
  const schema: unknown = contract.toJSONSchema({ io: 'input', unrepresentable: 'any', reused: 'inline' });
  return isSchema(schema) ? schema : {};
};

const alternatives = (schema: Schema): readonly Schema[] => [...schemas(schema['anyOf']), ...schemas(schema['oneOf'])];

function size(schema: Schema, least: string, most: string): string {
  const [min, max] = [schema[least], schema[most]];
  const shown = (edge: unknown): string => (typeof edge === 'number' && Math.abs(edge) < Number.MAX_SAFE_INTEGER ? String(edge) : '');
  return shown(min) === '' && shown(max) === '' ? '' : ` ${shown(min)}…${shown(max)}`;
}

/** `string ≤ 200`, `lot:… id`, `array of {bid, reason}`: for people, not for machines (those read /openapi.json). */
export function typeText(schema: Schema): string {
  const options = alternatives(schema);
  if (options.length > 0) return [...new Set(options.map(typeText))].join(' / ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(' / ');
  const { type } = schema;
  if (type === 'array') return `[${isSchema(schema['items']) ? typeText(schema['items']) : ''}]${size(schema, 'minItems', 'maxItems')}`;
  if (type === 'object') {
    const properties = isSchema(schema['properties']) ? Object.keys(schema['properties']) : [];
    const values = schema['additionalProperties'];
    return properties.length > 0 ? `{${properties.join(', ')}}` : isSchema(values) ? `{…: ${typeText(values)}}` : '{}';
  }
  if (type !== 'string') return typeof type === 'string' ? `${type}${size(schema, 'minimum', 'maximum')}` : 'any';
  const kind = typeof schema['pattern'] === 'string' ? /^\^([a-zA-Z]+):/.exec(schema['pattern'])?.[1] : undefined;
  if (kind !== undefined) return `${kind}:…`;
  const most = schema['maxLength'];
  return typeof most === 'number' ? `text ≤ ${most}` : 'text';
}

/** Fields of the command; of a union, the fields of all its forms, required where all require them. */
export function fieldsOf(contract: ActDefinition['contract']): readonly ContractField[] {
  const whole = schemaOf(contract);
  const options = alternatives(whole);
  const forms = options.length > 0 ? options : [whole];
  const names = [...new Set(forms.flatMap((form) => (isSchema(form['properties']) ? Object.keys(form['properties']) : [])))];
  return names.map((name) => {
    const types = forms.flatMap((form) => {
      const field = isSchema(form['properties']) ? form['properties'][name] : undefined;
      return isSchema(field) ? [typeText(field)] : [];
    });
    const required = forms.every((form) => Array.isArray(form['required']) && form['required'].includes(name));
    return { name, type: [...new Set(types)].join(' / '), required };
  });
}

const IDS: Readonly<Record<string, string>> = { project: 'project:P', lot: 'lot:P/1', party: 'party:X' };

function sample(schema: Schema): unknown {
  const [option] = alternatives(schema).filter(({ type }) => type !== 'null');
  if (option !== undefined) return sample(option);
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  switch (schema['type']) {
    case 'array': return isSchema(schema['items']) ? [sample(schema['items'])] : [];
    case 'object': return Object.fromEntries(Object.entries(isSchema(schema['properties']) ? schema['properties'] : {}).map(([name, each]) => [name, isSchema(each) ? sample(each) : null]));
    case 'string': {
      const kind = typeof schema['pattern'] === 'string' ? /^\^([a-zA-Z]+):/.exec(schema['pattern'])?.[1] : undefined;
      return kind === undefined ? 'x' : (IDS[kind] ?? `${kind}:P/1/X`);
    }
    case 'boolean': return true;
    default: return 1;
  }
}

/** A command with something in every field, of the right shape but not lawful: enough to see which streams an act locks. */
export const sampleOf = (contract: ActDefinition['contract']): unknown => sample(schemaOf(contract));
