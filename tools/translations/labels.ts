import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** One text that the editor shows, and where it looks for a translation of it. */
export interface Label {
	/** As n8n's editor makes it: `order.options.sort.values.by`. */
	key: string[];
	kind: 'displayName' | 'placeholder';
	english: string;
}

/** The two ways in which n8n calls the label of an option. */
const nameOf = (entry: Entry) => ('displayName' in entry ? entry.displayName : entry.name);

/** Other placeholders are examples, not words: `e.g. 501`. */
const isButton = (placeholder: string | undefined): placeholder is string =>
	placeholder?.startsWith('Add') === true;

function labelsOf(entry: Entry, key: string[]): Label[] {
	const own: Label[] = [{ key, kind: 'displayName', english: nameOf(entry) }];
	if ('values' in entry)
		return [
			...own,
			...entry.values.flatMap((inner) => labelsOf(inner, [...key, 'values', inner.name])),
		];
	if (!('type' in entry)) return own;
	if (isButton(entry.placeholder))
		own.push({ key, kind: 'placeholder', english: entry.placeholder });
	const options = (entry.options ?? []) as Entry[];
	return [
		...own,
		...options.flatMap((option) => {
			const name = 'value' in option ? String(option.value) : option.name;
			return labelsOf(option, [...key, 'options', name]);
		}),
	];
}

/** Every label of a node: of parameters, of what they contain, and of choices. */
export const nodeLabels = ({ properties }: INodeTypeDescription): Label[] =>
	properties
		.filter(({ type }) => type !== 'hidden')
		.flatMap((property) => labelsOf(property, [property.name]));
