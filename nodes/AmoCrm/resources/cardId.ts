import { AmoCrmProblem } from '../../shared/problem';
import type { CardDescription } from './card';
import type { Item } from './resource';

/** The number of the card that an item names by list, id or address. */
export function cardId({ singular }: CardDescription, item: Item): number {
	const { value } = item.parameter<{ value: unknown }>('card');
	const text = String(value ?? '').trim();
	const id = Number(/\/detail\/(\d+)/.exec(text)?.[1] ?? text);
	if (text !== '' && Number.isSafeInteger(id) && id > 0) return id;
	throw new AmoCrmProblem('badInput', `"${text.slice(0, 80)}" is not the id of a ${singular}.`, {
		hint: `Choose a ${singular} from the list, or give its id, a whole number.`,
	});
}
