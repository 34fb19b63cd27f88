import { difference, union, uniq } from 'lodash';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { splitList, TEXTS_TAKEN, toText } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import type { BuilderData, InstalledAccount } from '../../../shared/registry/account';
import { required, textParameter } from '../../factories/input';
import type { Item } from '../../factories/operation';

export const externalIdProperty: INodeProperties = {
	displayName: 'External ID',
	name: 'externalId',
	type: 'string',
	default: '',
	placeholder: 'e.g. customer-17',
	description:
		'Your own ID of the account, such as the number of your customer. Nodes find the account By Your ID, and every trigger gives it as account.externalId.',
};

export const labelsProperty: INodeProperties = {
	displayName: 'Labels',
	name: 'labels',
	type: 'string',
	default: '',
	placeholder: 'e.g. trial, europe',
	description:
		'Words of your own, separated by commas. Every trigger gives them as account.labels.',
};

/** What a link gives the account that comes by it. */
export const dataProperties = [externalIdProperty, labelsProperty];

const MOST_CHARACTERS = 200;
const MOST_LABELS = 50;

const tooLong = (displayName: string, most: string) =>
	new AmoCrmProblem('badInput', `"${displayName}" is too long: ${most} at most.`);

function externalIdOf(given: unknown): string {
	const { displayName } = externalIdProperty;
	const text = required(displayName, toText, TEXTS_TAKEN)(given).trim();
	if (text.length > MOST_CHARACTERS) throw tooLong(displayName, `${MOST_CHARACTERS} characters`);
	return text;
}

/** Labels from a text with commas, or from a list. */
export function labelsOf(displayName: string, given: unknown): string[] {
	const read = required(displayName, toText, TEXTS_TAKEN);
	// A label that an expression gave may hold commas, too.
	const labels = uniq(splitList(given).flatMap((label) => splitList(read(label)) as string[]));
	if (labels.length > MOST_LABELS) throw tooLong(displayName, `${MOST_LABELS} labels`);
	if (labels.some(({ length }) => length > MOST_CHARACTERS))
		throw tooLong(displayName, `${MOST_CHARACTERS} characters a label`);
	return labels;
}

/** What was given; nothing of what was left empty. */
export function givenData(item: Item): BuilderData {
	const externalId = externalIdOf(
		textParameter(item, 'externalId', externalIdProperty.displayName),
	);
	const labels = labelsOf(labelsProperty.displayName, item.parameter<unknown>('labels', ''));
	return {
		...(externalId !== '' && { externalId }),
		...(labels.length > 0 && { labels }),
	};
}

/** How the data of an account are changed. */
export const changeProperty: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'What is not added here stays as it is; what is left empty is emptied',
	options: [
		{
			displayName: 'Add Labels',
			name: 'addLabels',
			type: 'string',
			default: '',
			description: 'Labels that the account gets beside those that it has, separated by commas',
		},
		externalIdProperty,
		{ ...labelsProperty, description: 'All labels of the account, separated by commas' },
		{
			displayName: 'Remove Labels',
			name: 'removeLabels',
			type: 'string',
			default: '',
			description: 'Labels that the account loses, separated by commas',
		},
	],
};

/** @throws AmoCrmProblem `badInput` */
export function changesOf(item: Item): (account: InstalledAccount) => BuilderData {
	const fields = item.parameter<IDataObject>(changeProperty.name, {});
	const isGiven = (name: string) => fields[name] !== undefined && fields[name] !== null;
	if (!Object.keys(fields).some(isGiven)) {
		throw new AmoCrmProblem('badInput', 'Nothing was given that the account is to get.', {
			hint: 'Add External ID or labels under Update Fields.',
		});
	}
	const list = (name: string, displayName: string) => labelsOf(displayName, fields[name]);
	const externalId = isGiven('externalId') ? externalIdOf(fields.externalId) : undefined;
	const all = isGiven('labels') ? list('labels', 'Labels') : undefined;
	const added = list('addLabels', 'Add Labels');
	const removed = list('removeLabels', 'Remove Labels');
	return (account) => ({
		externalId: externalId ?? account.externalId,
		labels: difference(union(all ?? account.labels, added), removed),
	});
}
