import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { maxBy, orderBy } from 'lodash';

import { listSearch, loadOptions, resourceMapping } from '../../nodes/AmoCrm/methods';
import type { Stage } from './stage';

/** What a person would type into an input of this name. */
const TEXTS: Array<[name: RegExp, text: string]> = [
	[/url|link|destination/i, 'https://example.com/page'],
	[/email/i, 'ann@example.com'],
	[/phone/i, '+15550100'],
	[/binaryPropertyName/, 'data'],
];

const textFor = (name: string) => TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'Example';

/** Fills in the parameters of one operation as a person would: required ones, and the first that changes something. */
export class Filler {
	/** @param age how many newer things are passed over where one is to be named */
	constructor(
		private readonly stage: Stage,
		private readonly age: number,
		private readonly typeVersion: number,
	) {}

	async fill(properties: INodeProperties[], given: INodeParameters): Promise<INodeParameters> {
		const values = { ...given };
		for (const property of properties) {
			if (property.name in values || !this.isShown(property, properties, values)) continue;
			values[property.name] = await this.valueOf(property, values);
		}
		return values;
	}

	private isShown(property: INodeProperties, all: INodeProperties[], values: INodeParameters) {
		const node = { typeVersion: this.typeVersion } as INode;
		const description = { properties: all } as INodeTypeDescription;
		return NodeHelpers.displayParameter(values, property, node, description);
	}

	private async valueOf(
		property: INodeProperties,
		values: INodeParameters,
	): Promise<NodeParameterValueType> {
		const { type, name, required, default: usual } = property;
		if (type === 'resourceLocator') return await this.located(property, values);
		if (type === 'resourceMapper') return await this.mapped(property, values);
		if (type === 'collection' && name === 'updateFields')
			return await this.change(property, values);
		return required || property.typeOptions?.loadOptionsMethod
			? await this.one(property, values)
			: usual;
	}

	/** A value for an input that must have one. */
	private async one(
		{ type, name, default: usual, typeOptions, options = [] }: INodeProperties,
		values: INodeParameters,
	): Promise<NodeParameterValueType> {
		const { loadOptionsMethod } = typeOptions ?? {};
		const choices = loadOptionsMethod
			? await loadOptions[loadOptionsMethod].call(this.stage.functions(values))
			: (options as INodePropertyOptions[]);
		if (type === 'multiOptions') return choices.slice(0, 1).map(({ value }) => value) as string[];
		if (type === 'options') return usual || choices[0]?.value;
		if (type === 'dateTime') return '2026-01-31T10:00:00Z';
		if (type === 'number') return usual || 1;
		if (type === 'boolean') return true;
		return usual || textFor(name);
	}

	/** One of the newest: those that were made before. */
	private async located(
		{ name, modes = [] }: INodeProperties,
		values: INodeParameters,
	): Promise<NodeParameterValueType> {
		const method = String(modes[0].typeOptions?.searchListMethod);
		const { results } = await listSearch[method as keyof typeof listSearch].call(
			this.stage.functions(values),
		);
		// Numbers grow with time; lists of other ids begin with the oldest.
		const newestFirst = orderBy([...results].reverse(), ({ value }) => Number(value) || 0, 'desc');
		const chosen = newestFirst[Math.min(this.age, newestFirst.length - 1)];
		if (!chosen) throw new Error(`The list for "${name}" is empty`);
		return { __rl: true, mode: 'id', value: String(chosen.value) };
	}

	private async mapped(
		{ typeOptions }: INodeProperties,
		values: INodeParameters,
	): Promise<NodeParameterValueType> {
		const method = String(typeOptions?.resourceMapper?.resourceMapperMethod);
		const { fields } = await resourceMapping[method].call(this.stage.functions(values));
		const matching = fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
		const isUpsert = typeOptions?.resourceMapper?.mode === 'upsert';
		const { id } =
			maxBy(isUpsert ? matching : fields, (field) => Number(field.id === 'name')) ?? {};
		if (id === undefined) throw new Error('The form has no field');
		return {
			mappingMode: 'defineBelow',
			// A card that there is not yet: of the others several might match.
			value: { [id]: isUpsert ? 'New example' : 'Example' },
			matchingColumns: isUpsert ? [id] : [],
		};
	}

	private async change(
		{ options = [] }: INodeProperties,
		values: INodeParameters,
	): Promise<NodeParameterValueType> {
		const inputs = options as INodeProperties[];
		const input = inputs.find(({ name }) => /^(name|text)$/.test(name)) ?? inputs[0];
		return { [input.name]: await this.one(input, values) } as INodeParameters;
	}
}
