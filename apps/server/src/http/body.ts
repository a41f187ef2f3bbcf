/** How bodies are read: JSON as strict UTF-8, bytes as they are, forms of our own pages. Nothing else is taken. */
import { fromUtf8 } from '@zhaobiao/basics';
import type { App } from './app.ts';

/** Text of a body, or a fault: bytes that are not UTF-8 would be hashed differently by sender and receiver. */
function decoded(body: Buffer): string | undefined {
  try {
    return fromUtf8(body);
  } catch {
    return undefined;
  }
}

const notJson = (): Error => Object.assign(new Error('the body is not JSON'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY', statusCode: 400 });

export function parsers(app: App): void {
  app.removeAllContentTypeParsers();
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = Buffer.isBuffer(body) ? decoded(body) : undefined;
    if (text === undefined || text === '') return done(notJson());
    return void json(request, text, (error, value) => (error === null ? done(null, value) : done(notJson())));
  });
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))));
}
