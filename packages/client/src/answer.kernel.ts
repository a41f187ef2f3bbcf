/** The platform's answers as its OpenAPI document promises them; a platform that breaks the promise is told apart by status. */
import type { JsonObject } from '@zhaobiao/basics';
import type { Answer } from './connection.ts';

export const jsonAnswer = (text: string): JsonObject => JSON.parse(text) as JsonObject;

export const answersOf = (body: JsonObject): readonly Answer[] | undefined => (body as { readonly answers?: readonly Answer[] }).answers;
