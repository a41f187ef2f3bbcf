declare const brand: unique symbol;

/** A nominal type: `Brand<string, 'StreamId'>` is a string that only its parser can make. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
