import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'not-a-real-secret' } as const;

export type FakeS3 = {
  readonly endpoint: string;
  readonly contents: Map<string, Buffer>;
  /** The next requests are answered with this status instead. */
  failWith(status: number, times: number): void;
  close(): Promise<void>;
};

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** The signature AWS Signature Version 4 demands of this request: the fake accepts nothing that a real service would refuse. */
function signature(request: IncomingMessage, signedHeaders: string, scope: string): string {
  const [day = '', region = '', service = '', end = ''] = scope.split('/');
  const url = new URL(request.url ?? '/', 'http://fake');
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).sort().join('&');
  const headers = signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('');
  const canonical = [request.method, url.pathname, query, headers, signedHeaders, request.headers['x-amz-content-sha256']].join('\n');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical).toString('hex')].join('\n');
  const key = [day, region, service, end].reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${KEYS.secretAccessKey}`);
  return createHmac('sha256', key).update(text).digest('hex');
}

function refusal(request: IncomingMessage, body: Buffer): string | undefined {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (match?.[1] !== KEYS.accessKeyId) return 'no signature';
  if (signature(request, match[3] ?? '', match[2] ?? '') !== match[4]) return 'wrong signature';
  if (request.method !== 'PUT') return undefined;
  if (Number(request.headers['content-length']) !== body.length) return 'wrong length';
  const claimed = request.headers['x-amz-content-sha256'];
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== sha256(body).toString('hex')) return 'wrong payload digest';
  return request.headers['x-amz-checksum-sha256'] === sha256(body).toString('base64') ? undefined : 'wrong checksum';
}

/** An S3 service of one bucket in memory, path style, that checks signature, length and checksum of every request. */
export async function fakeS3(bucket: string): Promise<FakeS3> {
  const contents = new Map<string, Buffer>();
  const failure = { status: 0, times: 0 };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const answer = (status: number, bytes: Buffer | string = ''): void => void response.writeHead(status).end(bytes);
      if (failure.times > 0) {
        failure.times -= 1;
        return answer(failure.status, '<Error><Code>Induced</Code></Error>');
      }
      const wrong = refusal(request, body);
      if (wrong !== undefined) return answer(403, `<Error><Code>Refused</Code><Message>${wrong}</Message></Error>`);
      const path = new URL(request.url ?? '/', 'http://fake').pathname;
      if (!path.startsWith(`/${bucket}/`)) return answer(404, '<Error><Code>NoSuchBucket</Code></Error>');
      const key = decodeURIComponent(path.slice(bucket.length + 2));
      if (request.method === 'PUT') contents.set(key, body);
      const found = contents.get(key);
      if (request.method === 'DELETE') contents.delete(key);
      if (request.method === 'DELETE') return answer(204);
      if (found === undefined) return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
      return answer(200, request.method === 'GET' ? found : '');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    contents,
    failWith: (status, times) => void Object.assign(failure, { status, times }),
    close: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
}
