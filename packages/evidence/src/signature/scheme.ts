/** Ed25519 (RFC 8032) or SM2 with SM3 (GB/T 32918.2) and the default id `1234567812345678` (GB/T 35276). */
export type SignatureScheme = 'ed25519' | 'sm2-sm3';

export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = ['ed25519', 'sm2-sm3'];
