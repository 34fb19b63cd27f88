import type { INodeTypeDescription } from 'n8n-workflow';
import { groupBy, setWith, uniqBy, upperFirst } from 'lodash';

import dictionary from './labels.ru.json';
import { nodeLabels, type Label } from './labels';

const WORDS = new Map(Object.entries(dictionary));

/** What n8n wants dropdowns of the account's own things to say. */
const NAMED = / (Name or ID|Names or IDs)$/;
const NAMED_IN_RUSSIAN: Record<string, string> = {
	'Name or ID': ' (имя или ID)',
	'Names or IDs': ' (имена или ID)',
};

/** Colors speak for themselves. */
const isNoWord = (english: string) => /^#[0-9a-f]{6}$/i.test(english);

export function inRussian(english: string): string | undefined {
	if (isNoWord(english)) return english;
	const [, ending = ''] = NAMED.exec(english) ?? [];
	const word = WORDS.get(english.replace(NAMED, ''));
	return word && word + (NAMED_IN_RUSSIAN[ending] ?? '');
}

/** Labels for which the dictionary has no word. */
export const untranslated = (description: INodeTypeDescription): string[] => [
	...new Set(
		nodeLabels(description)
			.map(({ english }) => english)
			.filter((english) => inRussian(english) === undefined),
	),
];

/**
 * The editor knows labels by the names of parameters alone: where two operations call the same name differently,
 * the label stays English.
 */
const unambiguous = (labels: Label[]): Label[] =>
	Object.values(groupBy(labels, ({ key, kind }) => JSON.stringify([key, kind])))
		.filter((same) => uniqBy(same, ({ english }) => inRussian(english)).length === 1)
		.map(([label]) => label);

/** The file that n8n reads beside the node: `translations/ru/<node>.json`. */
export function translationOf(description: INodeTypeDescription): object {
	const nodeView = {};
	for (const { key, kind, english } of unambiguous(nodeLabels(description))) {
		const russian = inRussian(english);
		// Objects for numbers too: these are keys, not places in a list.
		if (russian && !isNoWord(english)) setWith(nodeView, [...key, kind], russian, Object);
	}
	return { nodeView };
}

/** Where n8n looks for it, from the root of the package. */
export const translationFile = ({ name }: INodeTypeDescription): string =>
	`nodes/${upperFirst(name)}/translations/ru/${name}.json`;
