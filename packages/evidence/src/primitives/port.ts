/** Names of the two digests, as `node:crypto` and the acts spell them. */
export type DigestName = 'sha256' | 'sm3';

/** Ciphertext as long as the plaintext, and the tag that follows it. */
export type Sealed = { readonly body: Uint8Array; readonly tag: Uint8Array };

/** AES-256-GCM under one key; nonces of 12 bytes. */
export type AesGcm = {
  /** Ciphertext and 16-byte tag, apart so that nobody needs to copy. */
  readonly seal: (nonce: Uint8Array, plaintext: Uint8Array) => Sealed | Promise<Sealed>;
  /** Plaintext of ciphertext ‖ tag, or `undefined` when the tag does not fit. */
  readonly open: (nonce: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
};

/** A key stream added to the message from a first counter block of 16 bytes on; its own inverse. */
export type CounterMode = (counter: Uint8Array, message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** A digest fed in pieces. */
export type RunningDigest = {
  readonly update: (bytes: Uint8Array) => void;
  readonly finish: () => Uint8Array;
};

/**
 * What this package asks of its surroundings. `node.ts` answers with `node:crypto`, `browser.ts` with @noble, sm-crypto-v2 and WebCrypto;
 * the package condition chooses (`#primitives`). Hashes and signatures are synchronous, ciphers may be asynchronous (WebCrypto is).
 * Both must give the same bytes and the same verdicts; `primitives.test.ts` holds them against each other.
 */
export type Primitives = {
  /** 32 bytes. */
  readonly hash: (name: DigestName, message: Uint8Array) => Uint8Array;
  readonly startHash: (name: DigestName) => RunningDigest;
  /** 32 bytes, over the parts set one after another. */
  readonly hmac: (name: DigestName, key: Uint8Array, parts: readonly Uint8Array[]) => Uint8Array;
  /** 32-byte public key of a 32-byte seed (RFC 8032). */
  readonly ed25519PublicKey: (seed: Uint8Array) => Uint8Array;
  readonly ed25519Sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
  /** The cofactorless equation of RFC 8032 §5.1.7 on inputs already checked by `signature/ed25519.ts`. */
  readonly ed25519Equation: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /** Ready once for all messages of a key of 32 bytes: in Node, half the time of a 64 KiB message went into the key. */
  readonly aesGcm: (key: Uint8Array) => AesGcm;
  /** SM4 in counter mode (GB/T 17964) under a 16-byte key. */
  readonly sm4Ctr: (key: Uint8Array) => CounterMode;
};
