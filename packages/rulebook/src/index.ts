export * from './codelist.ts';
export { DOCUMENT_CHECKS } from './document-checks.ts';
export * from './load.ts';
export * from './rule.ts';
export * from './rule-text.ts';
