import type { AccountState, CustomField } from '../state/account';
import { object, type Check, type CheckContext, type Problem } from './checks';

/** One type of custom field: who has it, what a write may hold, what a read shows. amocrm.ru/developers: crm/custom-fields. */
export interface ValueKind {
	on: string[];
	/** How many values one field takes; one unless said. */
	most?: number;
	hasEnums?: boolean;
	check(value: unknown, path: string, field: CustomField, context: CheckContext): Problem[];
	read(
		value: Record<string, unknown>,
		field: CustomField,
		account: AccountState,
	): Record<string, unknown>;
}

const asGiven: ValueKind['read'] = ({ value }) => ({ value });

/** `{value: …}` and nothing else. */
export function plain(on: string[], inner: Check, read = asGiven): ValueKind {
	const check = object({ value: { check: inner, required: 'always' } });
	return { on, read, check: (value, path, _field, context) => check(value, path, context) };
}
