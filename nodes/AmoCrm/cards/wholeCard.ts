import { groupBy, pick, uniq } from 'lodash';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readById, readByIds, type EntityList } from '../../shared/account/readByIds';
import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';
import { fill, gapsOf, shownIf } from '../factories/entity';
import type { Form } from '../factories/form';
import { flagOf } from '../factories/input';
import {
	includedIn,
	includeParameters,
	outputOf,
	outputParameters,
	type OutputForm,
} from '../factories/listParameters';
import type { AccountOperation, Item, Result } from '../factories/operation';
import { showers } from '../factories/readOperations';
import type { Card } from './card';

const returnCard: INodeProperties = {
	displayName: 'Return Whole Card',
	name: 'returnCard',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the card once more after it was written, and return all of it. Otherwise amoCRM tells its ID and little else.',
};

/** The parameters of Get, where the whole card is wanted. */
export const returnParameters = ({ includes }: Card): INodeProperties[] => [
	returnCard,
	...[...outputParameters, ...includeParameters(includes)].map((property) =>
		shownIf(property, { [returnCard.name]: [true] }),
	),
];

interface Wanted {
	output: OutputForm;
	list: EntityList;
}

/**
 * In what form an item wants its card back; nothing where it does not.
 * @throws AmoCrmProblem `badInput` which must be told before anything is written
 */
export function wantedOf(card: Card, item: Item): Wanted | undefined {
	if (!flagOf(item, returnCard)) return undefined;
	const gaps = gapsOf(card.parents ?? [], item);
	const { latestFirst } = card.search ?? {};
	return {
		output: outputOf(item),
		list: {
			path: fill(card.path, gaps),
			collection: fill(card.collection, gaps),
			with: includedIn(item, card.includes).with,
			// An account that ignores filters by id answers with what was written last.
			query: latestFirst ? { [`order[${latestFirst}]`]: 'desc' } : undefined,
		},
	};
}

/** The same form, with what is returned of the card below it. */
export const returnForm = (card: Card, form: Form): Form => ({
	...form,
	properties: [...form.properties, ...returnParameters(card)],
	encode: async (session, item, gaps) => {
		wantedOf(card, item);
		return await form.encode(session, item, gaps);
	},
});

/** What amoCRM tells of the writing itself. */
const OF_WRITING = ['operation', 'contact_id', 'company_id', 'merged'];

interface Written {
	position: number;
	id: number;
	output: IDataObject;
	item: Item;
	wanted: Wanted;
}

/** Cards that were just written: one that a list does not have yet is asked for by itself. */
async function readWritten(session: AccountSession, list: EntityList, ids: number[]) {
	const listed = await readByIds(session, list, ids);
	const found = new Map(listed.map((one) => [Number(one.id), one]));
	const missing = ids.filter((id) => !found.has(id));
	for (const id of missing) {
		const one = await readById(session, list, id);
		if (one) found.set(id, one);
	}
	return found;
}

const writtenOnly = ({ singular }: Card, { id, output }: Written, reason: string): Result => ({
	output: [
		{ ...output, notice: `The ${singular} ${id} was written, but could not be read: ${reason}` },
	],
});

/** Reads cards after they were written. What cannot be read was written all the same, and says so. */
async function readBack(
	session: AccountSession,
	card: Card,
	written: Written[],
): Promise<Array<[position: number, result: Result]>> {
	const showing = showers(session, card);
	const [{ wanted }] = written;
	const ids = uniq(written.map(({ id }) => id));
	const read = await settle(readWritten(session, wanted.list, ids));
	return await Promise.all(
		written.map(async (one): Promise<[number, Result]> => {
			const { position, id, output, item } = one;
			if (!read.ok) return [position, writtenOnly(card, one, (read.error as Error).message)];
			const found = read.value.get(id);
			if (!found) return [position, writtenOnly(card, one, 'it is not there any more.')];
			const { look, show } = showing(item, one.wanted.output);
			const looked = await settle(Promise.resolve(look?.([found])));
			return [
				position,
				looked.ok
					? { output: [{ ...show(found), ...pick(output, OF_WRITING) }] }
					: writtenOnly(card, one, (looked.error as Error).message),
			];
		}),
	);
}

/** The same operation; items that want so get the whole card, many read in one request. */
export const returnCards = (card: Card, operation: AccountOperation): AccountOperation => ({
	...operation,
	run: async (session, items, functions) => {
		const results = await operation.run(session, items, functions);
		const written = items.flatMap((item, position): Written[] => {
			const result = results[position] as Result | undefined;
			const [output] = result && 'output' in result ? result.output : [];
			const wanted = output?.id ? wantedOf(card, item) : undefined;
			return wanted ? [{ position, id: Number(output.id), output, item, wanted }] : [];
		});
		const byList = groupBy(written, ({ wanted: { list } }) => `${list.path} ${String(list.with)}`);
		for (const group of Object.values(byList)) {
			for (const [position, result] of await readBack(session, card, group))
				results[position] = result;
		}
		return results;
	},
});
