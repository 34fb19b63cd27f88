import { cardParts, cardType } from '../../cards/anyCard';
import { gapsOf, shownIf, SINCE_1_1, textIn } from '../../factories/entity';
import type { Form } from '../../factories/form';
import { cardName } from '../../factories/missing';
import { offersOf } from '../../factories/operation';

/** A form whose body may name a card by `entity_type` and `entity_id`: a refusal names it too. */
const onCard = (form: Form): Form => ({
	...form,
	encode: async (session, item, gaps) => {
		const encoded = await form.encode(session, item, gaps);
		const { entity_type: kind, entity_id: id } = encoded.body;
		return {
			...encoded,
			namedAt: (path) =>
				path === 'entity_id' && id ? cardName(String(kind), Number(id)) : undefined,
		};
	},
});

/**
 * The card by a locator; nodes of the first version have its kind and its id among the other inputs.
 * @param description of the locator
 */
export function locatedForm(form: Form, description: string): Form {
	const parts = cardParts(cardType, { required: false, description });
	const [, card] = parts;
	const properties = parts.map(({ property, since }) =>
		shownIf({ ...property, ...since, required: false }, SINCE_1_1),
	);
	return onCard({
		properties: [...properties, ...form.properties],
		offers: offersOf(parts, form.offers),
		encode: async (session, item, gaps) => {
			const encoded = await form.encode(session, item, gaps);
			const isGiven = item.isReadable && textIn(item.parameter<unknown>(card.name, '')) !== '';
			if (!isGiven) return encoded;
			const { cardType: entity_type, card: entity_id } = gapsOf(parts, item);
			return { ...encoded, body: { ...encoded.body, entity_type, entity_id } };
		},
	});
}
