import { textOf } from './suite.ts';

/** JSON of a vector file. Its shape is the publisher's and is claimed here, not checked: a file of another shape makes its suite fail. */
export const jsonOf = <Shape>(...parts: string[]): Shape => JSON.parse(textOf(...parts)) as Shape;
