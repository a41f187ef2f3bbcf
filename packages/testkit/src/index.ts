export * from './citizen.ts';
export * from './city.ts';
export * from './commands.ts';
export * from './credit-code.ts';
export * from './entropy.ts';
export * from './failing-objects.ts';
export * from './failing-pool.ts';
export * from './seal-spoiled.ts';
