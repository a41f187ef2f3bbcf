/** A load over HTTP: requests prepared beforehand, kept-alive connections, each connection one request at a time. */
import { Agent, request } from 'node:http';
import { present } from '@zhaobiao/basics';

export type Prepared = { readonly method: 'GET' | 'POST'; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
export type Load = { readonly perSecond: number; readonly p99: number; readonly failed: number };

function send(base: URL, agent: Agent, { method, path, headers, body }: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname: base.hostname, port: base.port, method, path, agent, headers: { ...headers, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Fires everything over so many connections; requests a second, the 99th percentile in ms, and how many were not answered 2xx. */
export async function fire(address: string, prepared: readonly Prepared[], connections: number): Promise<Load> {
  const base = new URL(address);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const queue = prepared.values();
  const times: number[] = [];
  let failed = 0;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (const one of queue) {
      const begun = performance.now();
      const status = await send(base, agent, one);
      times.push(performance.now() - begun);
      if (status < 200 || status > 299) failed += 1;
    }
  }));
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return { perSecond: prepared.length / seconds, p99: present(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)], 'a time'), failed };
}
