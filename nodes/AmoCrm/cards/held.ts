import type { IDataObject } from 'n8n-workflow';

/** One value of a card's own field, as amoCRM gives it. */
export interface HeldValue {
	value?: unknown;
	enum_id?: number;
	enum_code?: string;
}

/** What a card has in one of its own fields. */
export function heldBy(card: IDataObject, { id }: { id: number }): HeldValue[] {
	const all = (card.custom_fields_values ?? []) as IDataObject[];
	const own = all.find(({ field_id }) => field_id === id);
	return (own?.values ?? []) as unknown as HeldValue[];
}
