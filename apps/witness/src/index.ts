export * from './guardian/answer-openings.ts';
export * from './guardian/check-opening.ts';
export * from './guardian/keys.ts';
export { parsePublicFile, type PublicFile } from './guardian/parse-keys.ts';
export { runGuardian, type GuardianSettings } from './guardian/run.ts';
