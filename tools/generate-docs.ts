/** `npm run docs`: writes the pages that are made from the rulebook and the catalogue of acts, and removes those of procedures that are gone. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs/pages.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'procedures');

const pages = generatedPages();
mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) if (!pages.has(`docs/procedures/${name}`)) rmSync(join(FOLDER, name));
for (const [path, text] of pages) writeFileSync(join(ROOT, path), text);
console.log(`${pages.size} pages`);
