import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { lookupManyHint, users } from '../editor/lookup';
import { pipelines, readStages, stagesOfPipelines } from '../editor/pipelines';
import { columnId } from '../fields/definition';
import { givenAmong } from '../fields/given';
import { FLAGS_TAKEN, isBlank, misfit, toFlag, toInteger } from '../fields/values';
import { splitList } from '../splitList';
import type { EventFilters } from './filters';

/** Lists from which the filters are chosen. */
export const filterLookups = [pipelines, stagesOfPipelines, users];

/** n8n wants this hint as the whole description of a dropdown; what a filter does is said by its name and the notice. */
const chosen = (displayName: string, name: string, loadOptionsMethod: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod },
	default: [],
	description: lookupManyHint,
});

/** Which events start the workflow; all must suit. */
export const filtersProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description:
		'What an event does not tell is looked up on its card; tasks have a responsible user of their own, and the pipeline of their lead. What the card does not tell either passes: contacts have no pipeline, and a deleted card cannot be read.',
	options: [
		{
			displayName: 'Changed Custom Field IDs',
			name: 'changedCustomFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. 41, 42',
			description:
				'One of these custom fields must have changed, or one of the Changed Fields. Separated by commas. Asks the events of the account what changed; a change that they do not tell of within some seconds passes.',
		},
		{
			displayName: 'Changed Fields',
			name: 'changedFields',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Budget', value: 'price' },
				{ name: 'Name', value: 'name' },
				{ name: 'Responsible User', value: 'responsible_user_id' },
				{ name: 'Stage', value: 'status_id' },
			],
			description:
				'One of these fields must have changed, or one of the Changed Custom Fields. Concerns changes of cards only. Asks the events of the account what changed; a change that they do not tell of within some seconds passes.',
		},
		{
			displayName: 'Ignore Own Changes',
			name: 'ignoreOwn',
			type: 'boolean',
			default: false,
			description:
				'Whether to ignore what this integration did itself. amoCRM names only the user in whose name the integration acts, so what this person does by hand is ignored, too.',
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
		chosen('Stage Names or IDs', 'stages', stagesOfPipelines.method),
	],
};

function numbers(displayName: string, value: unknown): number[] {
	return splitList(value ?? []).map((entry) => {
		const id = toInteger(entry);
		if (id !== undefined && id >= 0) return id;
		throw misfit(displayName, entry, 'whole numbers, separated by commas');
	});
}

/** A switch of a trigger, which an expression may give as a word. @throws AmoCrmProblem `badInput` */
export function isOn(displayName: string, value: unknown): boolean {
	const flag = isBlank(value) ? false : toFlag(value);
	if (flag !== undefined) return flag;
	throw misfit(displayName, value, FLAGS_TAKEN);
}

/**
 * What was chosen in the filters of a trigger.
 * @throws AmoCrmProblem `badInput` where an expression gave nothing
 */
export function filtersIn(values: unknown, { parameters }: Pick<INode, 'parameters'>): IDataObject {
	const chosenValues = values as IDataObject;
	givenAmong(filtersProperty.options as INodeProperties[], chosenValues, parameters.filters);
	return chosenValues;
}

/** Whether it must be known in whose name the integration acts. */
export const ignoresOwn = ({ ignoreOwn }: IDataObject) => isOn('Ignore Own Changes', ignoreOwn);

/**
 * Reads what was chosen in the filters.
 * @param ownUser in whose name the integration acts, where that matters
 * @throws AmoCrmProblem `badInput`
 */
export function readFilters(values: IDataObject, ownUser?: number): EventFilters {
	const customFields = numbers('Changed Custom Field IDs', values.changedCustomFields);
	return {
		pipelines: numbers('Pipelines', values.pipelines),
		stages: readStages('Stages', values.stages ?? []),
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
