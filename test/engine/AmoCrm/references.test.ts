import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Body } from 'nock';

import { Account } from '../support';
import { runAction } from './action';

const SAMPLES = { seed: 20_260_131, numRuns: 400 };

/** A part of an item as workflows have it, and as nobody expects it. */
const part = fc.oneof(
	fc.constantFrom<unknown>(
		'12',
		'1,5',
		'true',
		'2026-01-31T10:00:00Z',
		'yesterday',
		'',
		' ',
		'={{ 1 }}',
	),
	fc.constantFrom<unknown>(0, 1, -1.5, 1_769_853_600, true, false, null),
	fc.jsonValue({ maxDepth: 2 }),
);

const inputs = fc.record(
	{
		name: part,
		price: part,
		'Made at': part,
		lines: fc.oneof(part, fc.array(fc.record({ status: part }, { requiredKeys: [] }))),
	},
	{ requiredKeys: [] },
);

const REFERENCES = {
	name: '$json.name',
	price: "$json['price']",
	created_at: '$json["Made at"]',
	status_id: '$json.lines[0].status',
};

const schema = [
	{ id: 'name', type: 'string' },
	{ id: 'price', type: 'number' },
	{ id: 'created_at', type: 'dateTime' },
	{ id: 'status_id', type: 'options', options: [{ name: 'First', value: 1 }] },
] as unknown as INodeParameters[];

/** All that amoCRM was sent for the items, and all that came out of them. */
async function outcome(items: IDataObject[], write: (reference: string) => string) {
	const account = new Account();
	const sent: Body[] = [];
	account.api
		.persist()
		.post('/api/v4/leads')
		.reply(200, (_uri, body): Body => {
			sent.push(body);
			const leads = body as IDataObject[];
			return { _embedded: { leads: leads.map(({ request_id }, id) => ({ id, request_id })) } };
		});
	const value = Object.fromEntries(
		Object.entries(REFERENCES).map(([field, reference]) => [field, `={{ ${write(reference)} }}`]),
	);
	const run = await runAction(
		account,
		['lead', 'create'],
		{ fields: { mappingMode: 'defineBelow', value, schema } },
		{ input: items.map((json) => ({ json })) as never, onError: 'continueRegularOutput' },
	);
	return { sent, output: run.output('amoCRM') };
}

it('takes references to the input as n8n itself does, whatever the items hold', async () => {
	const items = fc.sample(inputs, SAMPLES) as IDataObject[];
	const followed = await outcome(items, (reference) => reference);
	// In brackets it is no bare reference any more: n8n evaluates it.
	const evaluated = await outcome(items, (reference) => `(${reference})`);
	expect(followed).toEqual(evaluated);
	expect(followed.output.filter(({ json }) => json.error)).not.toHaveLength(0);
	expect(followed.output.filter(({ json }) => json.id)).not.toHaveLength(0);
});
