/**
 * A sector's procedure that keeps the machines of another and says only what differs: its name, values of parameters, its supervision nodes.
 * What comes out is a whole procedure, parsed, digested and pinned like any other; nothing at run time knows that it was made from two files.
 */
import type { Json } from '@zhaobiao/basics';

export type JsonObject = { readonly [key: string]: Json };
/** A file whose `extends` names another; `parameters` hold only what changes of a parameter that the other has. */
export type Sector = JsonObject & { readonly id: string; readonly extends: string };

/** What a sector may say. Machines, acts and envelopes are the base's: where those differ, the sector is a procedure of its own. */
const OWN: readonly string[] = ['id', 'version', 'title', 'cite', 'nodes'];
const KNOWN: ReadonlySet<string> = new Set([...OWN, 'extends', 'parameters', 'words']);
/** A sector changes how much, not what: a parameter keeps its unit and its name. */
const CHANGEABLE: ReadonlySet<string> = new Set(['value', 'cite', 'mayChange', 'bounds']);

const isObject = (json: Json | undefined): json is JsonObject => typeof json === 'object' && json !== null && !Array.isArray(json);
const objectAt = (whole: JsonObject, key: string): JsonObject => (isObject(whole[key]) ? whole[key] : {});

export const isSector = (file: JsonObject): file is Sector => typeof file['extends'] === 'string';

function changedParameter(id: string, base: Json | undefined, change: Json): Json {
  if (!isObject(base) || !isObject(change)) throw new Error(`parameter ${id}: the base has none of this name`);
  const foreign = Object.keys(change).find((key) => !CHANGEABLE.has(key));
  if (foreign !== undefined) throw new Error(`parameter ${id}: a sector does not change ${foreign}`);
  if (!Object.hasOwn(change, 'cite')) throw new Error(`parameter ${id}: a change names its rule`);
  return { ...base, ...change };
}

/**
 * The sector's procedure as one file. Throws where the sector says more than it may, or too little: the files are part of the program.
 * The result is unchecked data for `parseProcedure`, like every other file.
 */
export function withSector(base: JsonObject, sector: Sector): JsonObject & { readonly id: string } {
  if (base['id'] !== sector.extends || isSector(base)) throw new Error(`${sector.id}: extends ${sector.extends}, which is no whole procedure`);
  const unknown = Object.keys(sector).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new Error(`${sector.id}: a sector does not say ${unknown}`);
  const missing = OWN.find((key) => !Object.hasOwn(sector, key));
  if (missing !== undefined) throw new Error(`${sector.id}: a sector says its own ${missing}`);
  const parameters = objectAt(base, 'parameters');
  const changes = Object.entries(objectAt(sector, 'parameters')).map(([id, change]): [string, Json] => [id, changedParameter(id, Object.hasOwn(parameters, id) ? parameters[id] : undefined, change)]);
  const { extends: _base, parameters: _changes, words, ...own } = sector;
  return {
    ...base,
    ...own,
    id: sector.id,
    parameters: { ...parameters, ...Object.fromEntries(changes) },
    ...(isObject(words) ? { words: { ...objectAt(base, 'words'), ...words } } : {}),
  };
}

/** Every file as a whole procedure, in the order given; sectors are laid over the file that they extend. */
export function wholeFiles(files: readonly (JsonObject & { readonly id: string })[]): readonly (JsonObject & { readonly id: string })[] {
  return files.map((file) => {
    if (!isSector(file)) return file;
    const base = files.find((other) => other.id === file.extends);
    if (base === undefined) throw new Error(`${file.id}: extends ${file.extends}, which is not there`);
    return withSector(base, file);
  });
}
