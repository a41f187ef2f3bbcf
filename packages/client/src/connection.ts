/** A party's connection to a platform: token, signed acts, uploads. Network faults and 503 are retried with the same key. */
import { type Json, type JsonObject } from '@zhaobiao/basics';
import type { Entropy, Signer } from '@zhaobiao/evidence';
import { answersOf, jsonAnswer } from './answer.kernel.ts';
import { signCommand, type Command } from './command.ts';

export type Answer = { readonly status: number; readonly body: JsonObject };

export type ConnectionSettings = {
  /** `http://127.0.0.1:8080` */
  readonly base: string;
  readonly party: string;
  readonly signer: Signer;
  readonly entropy: Entropy;
  readonly token?: string;
  /** Sent with every request: the demonstration clock's moment, or tracing. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly attempts?: number;
};

export type Connection = {
  readonly party: string;
  readonly act: (command: Command, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly acts: (commands: readonly Command[]) => Promise<readonly Answer[]>;
  /** Stores one object of at most 8 MiB; gives its digest. */
  readonly putObject: (bytes: Uint8Array) => Promise<Answer>;
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: Json) => Promise<Answer>;
};

const PAUSE_MS = 200;

const answered = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : jsonAnswer(text) };
};

export function connect(settings: ConnectionSettings): Connection {
  const { base, party, signer, entropy, token, attempts = 5 } = settings;
  const send = async (method: string, path: string, body: Uint8Array<ArrayBuffer> | string | undefined, type: string, extra: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const headers = { ...settings.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': type }), ...extra };
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await answered(await fetch(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body }) }));
        if (answer.status !== 503 || tried >= attempts) return answer;
      } catch (error) {
        if (tried >= attempts) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (tried - 1)));
    }
  };
  const post = (path: string, body: Json, extra?: Readonly<Record<string, string>>): Promise<Answer> => send('POST', path, JSON.stringify(body), 'application/json', extra);
  return {
    party,
    act: (command, headers) => {
      const { act, ...rest } = signCommand(command, signer, entropy);
      return post(`/api/v1/acts/${act}`, rest, headers);
    },
    acts: async (commands) => {
      const answer = await post('/api/v1/acts', { acts: commands.map((command) => signCommand(command, signer, entropy)) });
      return answersOf(answer.body) ?? commands.map(() => answer);
    },
    putObject: (bytes) => send('POST', '/api/v1/objects', Uint8Array.from(bytes), 'application/octet-stream'),
    get: (path) => send('GET', path, undefined, ''),
    post,
  };
}

/** A token for a registered party, got by proving possession of one of its keys. */
export async function obtainToken(settings: ConnectionSettings): Promise<string | undefined> {
  const connection = connect(settings);
  const signed = signCommand({ act: 'obtainToken', stream: settings.party, key: `token-${Array.from(settings.entropy(8), (byte) => byte.toString(16).padStart(2, '0')).join('')}`, tender: null, command: {} }, settings.signer, settings.entropy);
  const answer = await connection.post('/api/v1/tokens', signed);
  return typeof answer.body['token'] === 'string' ? answer.body['token'] : undefined;
}
