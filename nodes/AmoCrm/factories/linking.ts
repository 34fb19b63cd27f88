import { pick, uniq } from 'lodash';

import type { AccountSession } from '../../shared/account/session';
import { AmoCrmProblem } from '../../shared/problem';
import { writeBatches } from '../../shared/transport/batches';
import type { WantedLink } from './form';
import { cardName, noSuch } from './missing';

/** A card that is to be linked. */
export interface Linking {
	id: number;
	links: WantedLink[];
	/** Something else was written into it before. */
	isWritten: boolean;
}

/** A card has one company and one main contact, and any number of others. */
const placeOf = (id: number, { to_entity_type, to_entity_id, metadata }: WantedLink) =>
	to_entity_type === 'contacts' && !metadata?.is_main
		? `${id} ${to_entity_type} ${to_entity_id}`
		: `${id} ${to_entity_type}`;

/** The card that the account does not have: one of those that were to be linked. */
function missingCard(
	{ id }: Linking,
	[{ singular, to_entity_id, to_entity_type }]: WantedLink[],
	{ code, details: { complaints = [] } }: AmoCrmProblem,
): string | undefined {
	const isAt = (wanted: string) => complaints.some(({ path }) => path === wanted);
	if (isAt('to_entity_id')) return cardName(to_entity_type, to_entity_id);
	return code === 'notFound' || isAt('entity_id') ? `${singular} ${id}` : undefined;
}

function unlinked(
	session: AccountSession,
	linking: Linking,
	links: WantedLink[],
	problem: AmoCrmProblem,
): AmoCrmProblem {
	const { id, isWritten } = linking;
	const { code, details } = problem;
	const lacking = missingCard(linking, links, problem);
	const fields = uniq(links.map(({ displayName }) => `"${displayName}"`)).join(' and ');
	const missing = details.uncertain ? 'may not be linked' : 'was not linked';
	const done = isWritten ? `was written, but ${missing}` : missing;
	return new AmoCrmProblem(code, `The ${links[0].singular} ${id} ${done} by ${fields}.`, {
		...details,
		hint: lacking
			? `${noSuch(session, lacking).message} Give one that it has, and run the item again.`
			: 'See that the other card is there, and run the item again.',
		// A link that is made a second time is the same link.
		uncertain: undefined,
	});
}

/**
 * Links cards of one list to others, all in one request where amoCRM takes so many. Of several links that a card
 * can have only one of, the last counts.
 * @see https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 * @returns the problem of each card that could not be linked, in their order
 */
export async function linkCards(
	session: AccountSession,
	path: string,
	linkings: Linking[],
): Promise<Array<AmoCrmProblem | undefined>> {
	const last = new Map(
		linkings.flatMap((linking) =>
			linking.links.map((link) => [placeOf(linking.id, link), { id: linking.id, link }] as const),
		),
	);
	const wanted = [...last.values()];
	const ids = uniq(wanted.map(({ id }) => id));
	const isOne = ids.length === 1;
	const bodies = wanted.map(({ id, link }) => ({
		...(isOne ? {} : { entity_id: id }),
		...pick(link, ['to_entity_id', 'to_entity_type', 'metadata']),
	}));
	const call = {
		method: 'POST' as const,
		path: isOne ? `${path}/${ids[0]}/link` : `${path}/link`,
		collection: 'links',
		isUnnumbered: true,
	};
	const outcomes = await writeBatches(session, call, bodies);
	const problems = new Map(
		wanted.flatMap(({ link }, index) => {
			const outcome = outcomes[index];
			return 'problem' in outcome ? [[link, outcome.problem] as const] : [];
		}),
	);
	return linkings.map((linking) => {
		const failed = linking.links.filter((link) => problems.has(link));
		const [problem] = failed.flatMap((link) => problems.get(link) ?? []);
		return problem && unlinked(session, linking, failed, problem);
	});
}
