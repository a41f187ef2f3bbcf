/** What canonical bytes can hold: JSON whose numbers are safe integers. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };
