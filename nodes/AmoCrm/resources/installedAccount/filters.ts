import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { givenAmong } from '../../../shared/fields/given';
import {
	FLAGS_TAKEN,
	NUMBERS_TAKEN,
	TEXTS_TAKEN,
	toFlag,
	toNumber,
	toText,
} from '../../../shared/fields/values';
import { isFailing, type InstalledAccount } from '../../../shared/registry/account';
import { required } from '../../factories/input';
import type { Item } from '../../factories/operation';
import { externalIdProperty, labelsOf } from './builderData';

const DAY_MS = 24 * 3_600_000;

/** Whether an account passes a filter. */
type Passes = (account: InstalledAccount) => boolean;

interface AccountFilter {
	property: INodeProperties;
	/** @throws AmoCrmProblem `badInput` */
	read(displayName: string, value: unknown): Passes;
}

const flagFilter = (
	name: string,
	displayName: string,
	description: string,
	of: Passes,
): AccountFilter => ({
	property: { displayName, name, type: 'boolean', default: true, description },
	read(shown, value) {
		const wanted = required(shown, toFlag, FLAGS_TAKEN)(value);
		return (account) => of(account) === wanted;
	},
});

const numberFilter = (
	name: string,
	displayName: string,
	usual: number,
	description: string,
	of: (account: InstalledAccount, number: number) => boolean,
): AccountFilter => ({
	property: {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 0 },
		default: usual,
		description,
	},
	read(shown, value) {
		const number = required(shown, toNumber, NUMBERS_TAKEN)(value);
		return (account) => of(account, number);
	},
});

/** How long it is until then, in milliseconds; nothing where no time is known. */
const untilTime = (time: string) => (time === '' ? undefined : Date.parse(time) - Date.now());

export const expiresWithin = ({ refreshExpiresAt }: InstalledAccount, days: number): boolean =>
	(untilTime(refreshExpiresAt) ?? Infinity) < days * DAY_MS;

const filters: AccountFilter[] = [
	numberFilter(
		'expiresWithinDays',
		'Expires Within (Days)',
		14,
		'Only accounts whose refresh token ends within so many days, or has ended',
		expiresWithin,
	),
	{
		property: {
			...externalIdProperty,
			description:
				'Only the account with this ID of yours, or with one of several separated by commas',
		},
		read(shown, value) {
			const ids = labelsOf(shown, value);
			return ({ externalId }) => ids.includes(externalId);
		},
	},
	numberFilter(
		'failures',
		'Failures in a Row',
		1,
		'Only accounts whose tokens could not be renewed for at least so many times in a row',
		({ health }, least) => health.failures >= least,
	),
	flagFilter(
		'isFailing',
		'In Trouble',
		'Whether to return only accounts whose last renewal failed or whose connection is lost; off: only the others',
		isFailing,
	),
	{
		property: {
			displayName: 'Labels',
			name: 'labels',
			type: 'string',
			default: '',
			placeholder: 'e.g. trial, europe',
			description: 'Only accounts that have all of these labels, separated by commas',
		},
		read(shown, value) {
			const wanted = labelsOf(shown, value);
			return ({ labels }) => wanted.every((label) => labels.includes(label));
		},
	},
	{
		property: {
			displayName: 'Last Error',
			name: 'lastError',
			type: 'string',
			default: '',
			placeholder: 'e.g. paymentRequired, blocked',
			description:
				'Only accounts whose last renewal failed with one of these codes, separated by commas',
		},
		read(shown, value) {
			const codes = labelsOf(shown, value);
			return ({ health }) => isCurrent(health) && codes.includes(health.lastError?.code ?? '');
		},
	},
	flagFilter(
		'needsReconnect',
		'Needs Reconnect',
		'Whether to return only accounts that a person must connect again; off: only the others',
		({ health }) => health.needsReconnect,
	),
	numberFilter(
		'notRenewedForDays',
		'Not Renewed For (Days)',
		30,
		'Only accounts whose tokens were renewed for the last time at least so many days ago',
		({ health }, days) => -(untilTime(health.renewedAt) ?? Infinity) >= days * DAY_MS,
	),
	flagFilter(
		'paused',
		'Paused',
		'Whether to return only accounts that are paused; off: only the others',
		({ pausedAt }) => pausedAt !== '',
	),
	{
		property: {
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. example',
			description: 'Only accounts with this text in their name, address, labels or your ID',
		},
		read(shown, value) {
			const text = required(shown, toText, TEXTS_TAKEN)(value).trim().toLowerCase();
			return ({ name, domain, externalId, labels }) =>
				[name, domain, externalId, ...labels].some((each) => each.toLowerCase().includes(text));
		},
	},
];

const isCurrent = ({ failures, lost }: InstalledAccount['health']) =>
	failures > 0 || lost !== undefined;

export const filtersProperty: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: filters.map(({ property }) => property),
};

/** Whether an account passes all filters that were given. @throws AmoCrmProblem `badInput` */
export function filterOf(item: Item): Passes {
	const values = item.parameter<IDataObject>(filtersProperty.name, {});
	const properties = filters.map(({ property }) => property);
	const given = givenAmong(properties, values, item.saved(filtersProperty.name));
	const checks = filters
		.filter(({ property }) => given.includes(property.name))
		.map(({ property, read }) => read(property.displayName, values[property.name]));
	return (account) => checks.every((passes) => passes(account));
}
