/** Parts of the contracts of answers, for the document at /openapi.json. */
import { z } from 'zod';

/** Every "no", from the law or from HTTP. */
export const refusalAnswer = z
  .looseObject({
    refused: z.strictObject({
      code: z.string().describe('names the fact, e.g. tooLate'),
      zh: z.string(),
      en: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      cite: z.array(z.strictObject({ rule: z.string(), zh: z.string(), en: z.string() })),
    }),
  })
  .describe('refused: code, both texts, the articles');

export const moment = z.string().describe('RFC 3339, Asia/Shanghai, milliseconds');
export const hexText = z.string().describe('lower-case hexadecimal');
export const bilingual = z.strictObject({ zh: z.string(), en: z.string() });
/** Refusals a read may answer. */
export const refusals = { 400: refusalAnswer, 401: refusalAnswer, 403: refusalAnswer, 404: refusalAnswer, 429: refusalAnswer, 500: refusalAnswer, 503: refusalAnswer };
