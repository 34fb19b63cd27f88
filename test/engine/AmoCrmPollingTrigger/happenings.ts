import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import type { Account } from '../support';

/** Of amoCRM's clock, when a test file begins. */
export const START = Math.floor(Date.now() / 1000);

/** An event as the API gives it, so many seconds after the start. */
export const happened = (
	{ id }: Account,
	name: string,
	second: number,
	changes: IDataObject = {},
) => ({
	id: name,
	type: 'lead_added',
	entity_id: 501,
	entity_type: 'lead',
	created_by: 9,
	created_at: START + second,
	account_id: id,
	value_before: [],
	value_after: [],
	...changes,
});

/** The events of an account, which it gives as the documentation has it. */
export class Happenings {
	readonly events: Array<ReturnType<typeof happened>> = [];
	/** The beginning of what was asked for, question by question. */
	readonly asked: number[] = [];
	isAway = false;

	constructor(readonly account: Account) {
		const scope = nock(account.url).persist();
		scope
			.get('/api/v4/account')
			.optionally()
			.reply(200, { ...account.card, current_user_id: 9 });
		scope
			.get('/api/v4/events')
			.query(true)
			.optionally()
			.reply((uri) => this.answer(new URL(uri, account.url).searchParams));
	}

	happen(name: string, second: number, changes: IDataObject = {}): void {
		this.events.push(happened(this.account, name, second, changes));
	}

	private answer(query: URLSearchParams): [number, IDataObject | string] {
		if (this.isAway) return [402, { status: 402 }];
		const limit = Number(query.get('limit'));
		const skip = (Number(query.get('page')) - 1) * limit;
		const from = Number(query.get('filter[created_at][from]'));
		const to = Number(query.get('filter[created_at][to]') ?? Infinity);
		const types = query.getAll('filter[type][]');
		this.asked.push(from);
		const found = this.events.filter(
			({ type, created_at: at }) => types.includes(type) && at >= from && at <= to,
		);
		const events = found.slice(skip, skip + limit);
		const next = found.length > skip + limit ? { next: { href: 'next' } } : {};
		return events.length > 0 ? [200, { _links: next, _embedded: { events } }] : [204, ''];
	}
}
