import { open } from 'node:fs/promises';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ClientBase, Submittable } from 'pg';

/**
 * COPY over a connection of `pg`, which knows the messages but offers no interface for them. A submitted object receives what the
 * server sends for it (`pg`'s own Query does the same); the types of `pg` leave these methods out, hence the casts here only.
 */
type Wire = {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

type Hooks = { onData?(chunk: Buffer, wire: Wire): void; onReadyToSend?(wire: Wire): void };

function submit(client: ClientBase, text: string, hooks: Hooks): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    const query = {
      callback: () => undefined,
      submit: (connection: unknown) => (connection as Wire).query(text),
      handleCopyData: (message: { readonly chunk: Buffer }, wire: Wire) => hooks.onData?.(message.chunk, wire),
      handleCopyInResponse: (wire: Wire) => hooks.onReadyToSend?.(wire),
      handleCommandComplete: (message: { readonly text?: string }) => (rows = Number(/^COPY (\d+)$/.exec(message.text ?? '')?.[1] ?? 0)),
      handleRowDescription: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => resolve(rows),
    };
    client.query(query as unknown as Submittable);
  });
}

const PORTION = 1024 * 1024;

/** Runs a `COPY … TO STDOUT` into a new file, a megabyte of memory at a time, and syncs it. The number of rows. Rejects on any error. */
export async function copyToFile(client: ClientBase, text: string, path: string): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let held: Buffer[] = [];
  let size = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let failure: unknown;
  const flush = (): void => {
    const portion = Buffer.concat(held);
    [held, size] = [[], 0];
    writing = writing.then(() => (failure === undefined ? file.writeFile(portion) : undefined)).catch((error: unknown) => (failure ??= error));
  };
  try {
    const rows = await submit(client, text, {
      onData: (chunk, wire) => {
        // The chunk is a window on the receive buffer: it is copied before that is reused.
        held.push(Buffer.from(chunk));
        size += chunk.length;
        if (size < PORTION) return;
        flush();
        wire.stream.pause();
        void writing.then(() => wire.stream.resume());
      },
    });
    flush();
    await writing;
    if (failure !== undefined) throw failure;
    await file.sync();
    return rows;
  } finally {
    await writing;
    await file.close();
  }
}

/** Until the socket takes more, or is closed: then there is nothing to wait for. */
async function drained(stream: Socket): Promise<void> {
  const either = new AbortController();
  const { signal } = either;
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).finally(() => either.abort());
}

/** Runs a `COPY … FROM STDIN` with the bytes of a file. The number of rows. Rejects on any error, also one of reading. */
export async function copyFromFile(client: ClientBase, text: string, path: string): Promise<number> {
  const file = await open(path, 'r');
  const over = new AbortController();
  const send = async (wire: Wire): Promise<void> => {
    const buffer = Buffer.allocUnsafe(PORTION);
    while (!over.signal.aborted) {
      const { bytesRead } = await file.read(buffer, 0, PORTION);
      if (bytesRead === 0) return wire.endCopyFrom();
      wire.sendCopyFromChunk(buffer.subarray(0, bytesRead));
      if (wire.stream.writableNeedDrain) await drained(wire.stream);
    }
  };
  let sending: Promise<void> = Promise.resolve();
  try {
    return await submit(client, text, {
      onReadyToSend: (wire) => {
        sending = send(wire).catch((error: unknown) => wire.sendCopyFail(error instanceof Error ? error.message : String(error)));
      },
    });
  } finally {
    over.abort();
    await sending;
    await file.close();
  }
}
