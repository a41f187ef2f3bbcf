/** The document of /openapi.json as a page: paths by subject, each with its fields and answers. No script. */
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { say, type Language } from './language.ts';

type Shape = Readonly<Record<string, unknown>>;
type Operation = { readonly method: string; readonly path: string; readonly summary: string; readonly tag: string; readonly id: string; readonly fields: readonly Field[]; readonly answers: readonly string[] };
type Field = { readonly name: string; readonly where: string; readonly type: string; readonly required: boolean };

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value);
const shape = (value: unknown): Shape => (isShape(value) ? value : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const names = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function typeOf(schema: Shape): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => JSON.stringify(each)).join(' | ');
  for (const kind of ['anyOf', 'oneOf'] as const) if (Array.isArray(schema[kind])) return schema[kind].map((each) => typeOf(shape(each))).join(' | ');
  if (schema['type'] === 'array') return `${typeOf(shape(schema['items']))}[]`;
  return names(schema['type']).join(' | ') || text(schema['type']) || 'JSON';
}

/** Fields two levels deep, `command.lot`: what a caller writes. */
function fieldsOf(schema: Shape, where: string, prefix = ''): readonly Field[] {
  const required = new Set(names(schema['required']));
  return Object.entries(shape(schema['properties'])).flatMap(([name, each]): readonly Field[] => {
    const inner = shape(each);
    const field = { name: prefix + name, where, type: typeOf(inner), required: required.has(name) };
    return inner['type'] === 'object' && prefix === '' && name !== 'signature' ? [field, ...fieldsOf(inner, where, `${name}.`)] : [field];
  });
}

function bodySchema(operation: Shape): Shape {
  const content = shape(shape(operation['requestBody'])['content']);
  return shape(shape(Object.values(content)[0])['schema']);
}

/** `400 · 401 · 403 refused: …`: statuses that mean the same stand together. */
function answersOf(responses: Shape): readonly string[] {
  const described = Object.entries(responses).map(([status, answer]) => ({ status, means: text(shape(answer)['description']).replace(/^Default Response$/, '') }));
  return [...Map.groupBy(described, (each) => each.means)].map(([means, list]) => `${list.map((each) => each.status).join(' · ')} ${means}`);
}

function operationsOf(document: unknown): readonly Operation[] {
  return Object.entries(shape(shape(document)['paths'])).flatMap(([path, methods]) =>
    Object.entries(shape(methods)).map(([method, raw]): Operation => {
      const operation = shape(raw);
      const parameters = (Array.isArray(operation['parameters']) ? operation['parameters'] : []).map(shape);
      return {
        method: method.toUpperCase(), path, summary: text(operation['summary']), tag: names(operation['tags'])[0] ?? '', id: text(operation['operationId']),
        fields: [...parameters.map((each) => ({ name: text(each['name']), where: text(each['in']), type: typeOf(shape(each['schema'])), required: each['required'] === true })), ...fieldsOf(bodySchema(operation), 'body')],
        answers: answersOf(shape(operation['responses'])),
      };
    }),
  );
}

const fieldTable = (language: Language, { fields, id }: Operation): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="${id}"><table>
<thead><tr><th scope="col">${say(language, '字段', 'Field')}</th><th scope="col">${say(language, '位置', 'In')}</th><th scope="col">${say(language, '类型', 'Type')}</th><th scope="col">${say(language, '必填', 'Required')}</th></tr></thead>
<tbody>${fields.map((field) => html`<tr><td><code>${field.name}</code></td><td>${field.where}</td><td><code>${field.type}</code></td><td>${field.required ? say(language, '是', 'yes') : say(language, '选填', 'no')}</td></tr>`)}</tbody></table></div>`;

const section = (language: Language, operation: Operation): Html => html`<details id="${operation.id}"><summary><code>${operation.method} ${operation.path}</code> <span>${operation.summary}</span></summary>
${operation.fields.length === 0 ? null : fieldTable(language, operation)}
<ul class="answers">${operation.answers.map((answer) => html`<li>${answer}</li>`)}</ul></details>`;

export function docsPage(language: Language, document: unknown): string {
  const byTag = [...Map.groupBy(operationsOf(document), (operation) => operation.tag)];
  const title = say(language, '数据接口', 'API');
  return layout({
    language, title: `${title} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path: '/docs', current: 'docs',
    content: html`<h1>${title}</h1>
<p>${say(language, '每项办理由已登记的密钥签名。金额是整数分，时刻是 RFC 3339 到毫秒。每个“不”都有代码、中英文和条文。机器可读的文档：', 'Every act is signed by a registered key. Amounts are whole fen, moments RFC 3339 to the millisecond. Every refusal has a code, both languages and the article. Machine readable: ')}<a href="/openapi.json">/openapi.json</a></p>
${byTag.map(([tag, operations]) => html`<section><h2>${tag}</h2>${operations.map((operation) => section(language, operation))}</section>`)}`,
  });
}
