import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import type { AccountLocator, AccountSession } from '../../shared/account/session';
import { columnsOf } from '../../shared/fields/column';
import { readDefinitions } from '../../shared/fields/definition';
import type { NativeField } from '../../shared/fields/native';
import { toNodeError } from '../../shared/nodeError';
import type { CardDescription } from '../resources/card';
import { company } from '../resources/company/company';
import { contact } from '../resources/contact/contact';
import { lead } from '../resources/lead/lead';
import { choices } from './choices';
import { editorSession } from './session';

const column = { required: false, defaultMatch: false, canBeUsedToMatch: false, display: true };

/** A native field; without its list of choices where no account is at hand to ask. */
async function nativeColumn(
	{ id, displayName, shown, choices: source }: NativeField,
	session: AccountSession | undefined,
): Promise<ResourceMapperField> {
	if (!source || !session) return { ...column, id, displayName, type: source ? 'number' : shown };
	return { ...column, id, displayName, type: shown, options: await choices[source](session) };
}

type Mapping = (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>;

/**
 * The account named by an expression is known only when the workflow runs. The form then offers what every
 * account has, so that one workflow can serve all of them.
 */
function isNamedLater(functions: ILoadOptionsFunctions): boolean {
	if (functions.getCurrentNodeParameter('authentication') !== 'installedAccount') return false;
	const account = functions.getCurrentNodeParameter('account') as
		Partial<AccountLocator> | undefined;
	const value = String(account?.value ?? '');
	return account?.mode !== 'list' && (value === '' || value.startsWith('='));
}

/** The columns of a card's form: what every account has, then what this account added. */
const mapCard = ({ path, native }: CardDescription): Mapping =>
	async function () {
		try {
			const session = isNamedLater(this) ? undefined : await editorSession(this);
			const isNew = this.getCurrentNodeParameter('operation') === 'create';
			const offered = native.filter(({ onCreateOnly }) => isNew || !onCreateOnly);
			const own = session ? await readDefinitions(session, session.key, path) : [];
			const columns = await Promise.all(
				offered.map(async (field) => await nativeColumn(field, session)),
			);
			return { fields: [...columns, ...columnsOf(own)] };
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};

export const resourceMapping = {
	map_leads: mapCard(lead),
	map_contacts: mapCard(contact),
	map_companies: mapCard(company),
};
