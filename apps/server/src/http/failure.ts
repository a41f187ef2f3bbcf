/** What HTTP itself can refuse, beside the law: same shape as every refusal, both languages, never a bare status. */
import type { JsonObject } from '@zhaobiao/basics';
import type { FastifyReply } from 'fastify';

type Row = { readonly status: number; readonly zh: string; readonly en: string };
const row = (status: number, zh: string, en: string): Row => ({ status, zh, en });

export const FAILURES = {
  notFound: row(404, '没有找到 {path}。请核对地址。', 'Not found: {path}. Check the address.'),
  noSuchAct: row(404, '没有这种办理事项，或者它只由平台时钟办理：{act}。', 'No such act, or one that only the clock of the platform performs: {act}.'),
  batchMalformed: row(400, '应当是 {most} 项以内的办理列表，每项写明 act。', 'Send a list "acts" of 1 to {most} items, each naming its act.'),
  methodNotAllowed: row(405, '{path} 不接受 {method}。可以用：{allow}。', '{path} does not take {method}. It takes: {allow}.'),
  bodyTooLarge: row(413, '内容超过 {limit} 字节，未受理。大文件请分块上传。', 'The body is larger than {limit} bytes. Upload large files in chunks.'),
  unsupportedMedia: row(415, '不接受这种内容类型：{type}。', 'This content type is not taken: {type}.'),
  rangeOutside: row(416, '请求的范围超出文件长度 {length} 字节。', 'The range lies outside the object of {length} bytes.'),
  tooManyRequests: row(429, '请求过于频繁，未受理。{seconds} 秒后可以再试。', 'Too many requests. Try again in {seconds} seconds.'),
  unauthenticated: row(401, '请先登录，或者带上有效的令牌。', 'Sign in first, or send a valid token.'),
  loginFailed: row(401, '没有登录：用户名或者密码不对。', 'Not signed in: the name or the password is wrong.'),
  loginPaused: row(429, '连续多次没有登录成功，{seconds} 秒后可以再试。', 'Too many failed attempts. Try again in {seconds} seconds.'),
  crossSite: row(403, '请求不是从本平台页面发出的，未受理。请回到页面重新提交。', 'The request did not come from a page of this platform. Go back and submit it again.'),
  notAllowed: row(403, '由{who}查看，您现在的身份不能查看。', 'Only {whoEn} may see this.'),
  notYetPublic: row(404, '还没有公开。现在由{who}查看。', 'Not public yet. For now only {whoEn} may see this.'),
  unknownKey: row(401, '签名所用的密钥没有登记在 {party} 名下，或者已经停用。', 'The signing key is not registered to {party}, or is revoked.'),
  wrongStream: row(422, '签名写明的对象 {stream} 与本次办理的对象 {expected} 不一致，未受理。', 'The signed stream {stream} is not the one this command acts on, {expected}.'),
  replayed: row(409, '这份签名已经用过一次。请重新签名。', 'This signed request was used before. Sign a new one.'),
  momentMalformed: row(400, '“{field}”应当是时刻，例如 2026-03-16T09:30:00.000+08:00。', '"{field}" must be a moment such as 2026-03-16T09:30:00.000+08:00.'),
  clockBackwards: row(409, '演示时钟只能向前。', 'The demonstration clock only moves forward.'),
  stageTooEarly: row(409, '现在是“{stage}”，还不能查看。', 'The case is at "{stage}"; this cannot be read yet.'),
  objectTooLarge: row(413, '文件超过 {limit} 字节，不能上传。', 'The object is larger than {limit} bytes.'),
  chunkTooLarge: row(413, '分块超过 {limit} 字节。', 'The chunk is larger than {limit} bytes.'),
  chunkOutOfRange: row(422, '没有这一块：共 {chunkCount} 块。', 'No such chunk: there are {chunkCount}.'),
  chunkDigestMismatch: row(422, '这一块与先前的内容或者声明的摘要不一致。', 'The chunk differs from what was declared or came first.'),
  lengthMismatch: row(422, '长度不符：应为 {expected}，收到 {found}。', 'Length differs: expected {expected}, received {found}.'),
  uploadIncomplete: row(409, '还有 {count} 块没有上传。', '{count} chunk(s) are still missing.'),
  quotaExceeded: row(413, '尚未使用的上传文件已有 {heldBytes} 字节，超过 {quotaBytes} 字节的额度。', 'Uploads not yet used hold {heldBytes} bytes; the quota is {quotaBytes}.'),
  uploadUnknown: row(404, '没有这个上传，或者已经清理。', 'No such upload, or it was swept.'),
  notYours: row(403, '这个上传属于别的单位。', 'This upload belongs to another party.'),
  storeUnreachable: row(503, '文件存储暂时不可用，请稍后重试。', 'The object store is not available. Try again later.'),
  notReady: row(503, '平台正在准备，请稍后再试。', 'The platform is not ready. Try again later.'),
  internal: row(500, '平台出错，未受理。您的内容没有丢失；请用事件号 {incident} 联系平台，或者稍后用同一办理编号重试。', 'A fault of the platform. Nothing was taken; quote incident {incident}, or retry with the same key.'),
} as const satisfies Record<string, Row>;

export type FailureCode = keyof typeof FAILURES;
export type FailureParams = Readonly<Record<string, string | number>>;

const fill = (template: string, params: FailureParams): string => template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

export type Failed = { readonly status: number; readonly body: JsonObject };

/** Status and body of a failure of HTTP, in the shape of every refusal. */
export function failed(code: FailureCode, params: FailureParams = {}): Failed {
  const { status, zh, en } = FAILURES[code];
  return { status, body: { refused: { code, zh: fill(zh, params), en: fill(en, params), params, cite: [] } } };
}

export const sendFailed = (reply: FastifyReply, code: FailureCode, params: FailureParams = {}): FastifyReply => {
  const { status, body } = failed(code, params);
  return reply.code(status).send(body);
};
