/** One measured figure, as `npm run bench -- NAME --json` prints it. */
export type Figure = { readonly bench: string; readonly name?: string; readonly value: number; readonly unit: string; readonly reference: number; readonly ratio: number; readonly target: number; readonly met: boolean };

export const figure = (given: Omit<Figure, 'ratio'>): Figure => ({ ...given, ratio: given.value / given.reference });
