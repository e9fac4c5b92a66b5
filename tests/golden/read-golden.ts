import { readFileSync } from 'node:fs';

/** What a golden file holds. They are never made again: a test that disagrees with one has found a broken promise. */
export const readGolden = <Content>(name: string): Content =>
	JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as Content;
