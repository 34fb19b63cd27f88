import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { readDefinitions, type FieldDefinition } from '../../shared/fields/definition';
import { columnId } from '../../shared/fields/encode';
import type { NativeField } from '../../shared/fields/native';
import { kindOf } from '../../shared/fields/types';
import { toNodeError } from '../../shared/nodeError';
import type { CardDescription } from '../resources/card';
import { company } from '../resources/company/company';
import { contact } from '../resources/contact/contact';
import { lead } from '../resources/lead/lead';
import { choices } from './choices';
import { editorSession } from './session';

const column = { required: false, defaultMatch: false, canBeUsedToMatch: false, display: true };

async function nativeColumn(
	session: AccountSession,
	field: NativeField,
): Promise<ResourceMapperField> {
	const { id, displayName, shown, choices: source } = field;
	const options = source ? await choices[source](session) : undefined;
	return { ...column, id, displayName, type: shown, options };
}

function customColumn(field: FieldDefinition): ResourceMapperField {
	const { shown } = kindOf(field.type);
	const options =
		shown === 'options' ? field.enums?.map(({ value }) => ({ name: value, value })) : undefined;
	return {
		...column,
		id: columnId(field),
		displayName: field.name,
		type: shown,
		options,
		readOnly: field.is_computed === true,
	};
}

type Mapping = (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>;

/** The columns of a card's form: what every account has, then what this account added. */
const mapCard = ({ path, native }: CardDescription): Mapping =>
	async function () {
		try {
			const session = await editorSession(this);
			const isNew = this.getCurrentNodeParameter('operation') === 'create';
			const offered = native.filter(({ onCreateOnly }) => isNew || !onCreateOnly);
			const own = await readDefinitions(session, session.key, path);
			const columns = await Promise.all(
				offered.map(async (field) => await nativeColumn(session, field)),
			);
			return { fields: [...columns, ...own.map(customColumn)] };
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};

export const resourceMapping = {
	map_leads: mapCard(lead),
	map_contacts: mapCard(contact),
	map_companies: mapCard(company),
};
