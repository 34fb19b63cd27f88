import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { lookupManyHint, users } from '../editor/lookup';
import { pipelines, readWantedStage, stagesAnywhere } from '../editor/pipelines';
import { columnId } from '../fields/definition';
import { givenAmong } from '../fields/given';
import { FLAGS_TAKEN, isBlank, misfit, splitList, toFlag, toInteger } from '../fields/values';
import type { EventFilters } from './filters';

/** The lists that the filters are chosen from. */
export const filterLookups = [pipelines, stagesAnywhere, users];

/** n8n wants the hint as the whole description of a dropdown: name and notice say what the filter does. */
const chosen = (displayName: string, name: string, loadOptionsMethod: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod },
	default: [],
	description: lookupManyHint,
});

/** Which events start the workflow: those that pass all filters. */
export const filtersProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description:
		'Pipeline, stage and responsible user are taken from the event or, where it does not contain them, from its card. A task has its own responsible user and the pipeline of its lead. An event passes if even its card does not have the value: contacts have no pipeline, and a deleted card cannot be read.',
	options: [
		{
			displayName: 'Changed Custom Field IDs',
			name: 'changedCustomFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. 41, 42',
			description:
				'One of these custom fields, separated by commas, or one of the Changed Fields must have changed. What changed is looked up in the event log of the account; a change that does not appear there within some seconds passes.',
		},
		{
			displayName: 'Changed Fields',
			name: 'changedFields',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Name', value: 'name' },
				{ name: 'Price', value: 'price' },
				{ name: 'Responsible User', value: 'responsible_user_id' },
				{ name: 'Stage', value: 'status_id' },
			],
			description:
				'One of these fields or one of the Changed Custom Fields must have changed. Applies to changes of cards only. What changed is looked up in the event log of the account; a change that does not appear there within some seconds passes.',
		},
		{
			displayName: 'Ignore Own Changes',
			name: 'ignoreOwn',
			type: 'boolean',
			default: false,
			description:
				'Whether to ignore what this integration did itself. amoCRM names only the user in whose name the integration acts, so what this person does by hand is ignored too.',
		},
		{
			displayName: 'Ignore Robots',
			name: 'ignoreRobots',
			type: 'boolean',
			default: false,
			description: 'Whether to ignore what robots of the account did',
		},
		chosen('Ignored User Names or IDs', 'ignoredUsers', users.method),
		chosen('Pipeline Names or IDs', 'pipelines', pipelines.method),
		chosen('Responsible User Names or IDs', 'responsibleUsers', users.method),
		chosen('Stage Names or IDs', 'stages', stagesAnywhere.method),
	],
};

/** Adds the entity itself to its events. */
export const fullEntityOption: INodeProperties = {
	displayName: 'Full Entity',
	name: 'fullEntity',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the lead, contact, company, customer or task of each event and put it into the item as full',
};

function numbers(displayName: string, value: unknown): number[] {
	return splitList(value ?? []).map((entry) => {
		const id = toInteger(entry);
		if (id !== undefined && id >= 0) return id;
		throw misfit(displayName, entry, 'whole numbers, separated by commas');
	});
}

/** The value of a switch, which an expression may give as a word. @throws AmoCrmProblem `badInput` */
export function isOn(displayName: string, value: unknown): boolean {
	const flag = isBlank(value) ? false : toFlag(value);
	if (flag !== undefined) return flag;
	throw misfit(displayName, value, FLAGS_TAKEN);
}

/**
 * The filters of a trigger as they were chosen.
 * @throws AmoCrmProblem `badInput` where an expression gave nothing
 */
export function filtersIn(values: unknown, { parameters }: Pick<INode, 'parameters'>): IDataObject {
	const chosenValues = values as IDataObject;
	givenAmong(filtersProperty.options as INodeProperties[], chosenValues, parameters.filters);
	return chosenValues;
}

/** Whether changes by the user in whose name the integration acts are ignored. */
export const ignoresOwn = ({ ignoreOwn }: IDataObject) => isOn('Ignore Own Changes', ignoreOwn);

/**
 * Reads the filters that were chosen.
 * @param ownUser the user in whose name the integration acts, if its changes are ignored
 * @throws AmoCrmProblem `badInput`
 */
export function readFilters(values: IDataObject, ownUser?: number): EventFilters {
	const customFields = numbers('Changed Custom Field IDs', values.changedCustomFields);
	return {
		pipelines: numbers('Pipelines', values.pipelines),
		stages: splitList(values.stages ?? []).map((stage) => readWantedStage('Stages', stage)),
		responsibleUsers: numbers('Responsible Users', values.responsibleUsers),
		ignoredUsers: [
			...numbers('Ignored Users', values.ignoredUsers),
			...(isOn('Ignore Robots', values.ignoreRobots) ? [0] : []),
			...(ignoresOwn(values) && ownUser !== undefined ? [ownUser] : []),
		],
		changedFields: [
			...splitList(values.changedFields ?? []).map(String),
			...customFields.map((id) => columnId({ id })),
		],
	};
}
