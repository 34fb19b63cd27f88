import type { Item } from './operation';
import type { Part } from './part';

/** What fills the gaps of paths, by gap. */
export type Gaps = Record<string, string | number>;

/** A value stays what it is, whatever is in it; `catalogs/12` is two parts of a path. */
const asPath = (value: string | number) =>
	String(value).split('/').map(encodeURIComponent).join('/');

/** Fills a template such as `/api/v4/catalogs/{catalog}/elements`. */
export const fill = (template: string, gaps: Gaps): string =>
	template.replace(/\{(\w+)\}/g, (_gap, name: string) => asPath(gaps[name]));

/** What an item's parameters put into the gaps. */
export const gapsOf = (parts: Part[], item: Item): Gaps =>
	Object.fromEntries(
		parts.map(({ gap, name, read }) => [
			gap,
			read(item.parameter<unknown>(name), item.saved(name)),
		]),
	);
