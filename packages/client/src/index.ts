export * from './command.ts';
export * from './connection.ts';
export * from './seal.ts';
