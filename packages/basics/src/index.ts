export * from './assert.ts';
export type { Brand } from './brand.ts';
export * from './bytes.ts';
export * from './instant.ts';
export * from './json.ts';
export * from './money.ts';
export * from './result.ts';
export * from './text.ts';
