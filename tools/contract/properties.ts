import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

export interface Placed {
	property: INodeProperties;
	/** Names from the outermost to this one. */
	path: string;
}

/** A property and those inside it. */
export function withInner(property: INodeProperties, parent = ''): Placed[] {
	const path = parent ? `${parent}.${property.name}` : property.name;
	const groups = (property.options ?? []) as Array<
		INodeProperties | INodePropertyCollection | INodePropertyOptions
	>;
	const inner = groups.flatMap((option): Placed[] => {
		if ('values' in option)
			return option.values.flatMap((value) => withInner(value, `${path}.${option.name}`));
		return 'type' in option ? withInner(option, path) : [];
	});
	return [{ property, path }, ...inner];
}
