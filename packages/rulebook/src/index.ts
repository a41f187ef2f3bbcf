export * from './codelist.ts';
export * from './load.ts';
export * from './rule.ts';
export * from './rule-text.ts';
