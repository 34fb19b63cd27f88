import type { Item } from './operation';
import type { Part } from './part';

/** What fills the gaps of paths, by gap. */
export type Gaps = Record<string, string | number>;

/**
 * Fills a template such as `/api/v4/catalogs/{catalog}/elements`. A value stays one part of the path, whatever
 * is in it.
 */
export const fill = (template: string, gaps: Gaps): string =>
	template.replace(/\{(\w+)\}/g, (_gap, name: string) => encodeURIComponent(gaps[name]));

/** What an item's parameters put into the gaps. */
export const gapsOf = (parts: Part[], item: Item): Gaps =>
	Object.fromEntries(
		parts.map(({ gap, name, read }) => [gap, read(item.parameter<unknown>(name))]),
	);
