import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { readStage, stagesOfPipelines } from '../../shared/editor/pipelines';
import { type Entity, titled } from '../factories/entity';
import { changesForm, type Form, inputForm } from '../factories/form';
import {
	booleanInput,
	choiceInput,
	encodeInputs,
	type Input,
	lookupInput,
	rowsInput,
	textInput,
} from '../factories/input';
import { dictionaryResource } from '../factories/resource';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
const role: Entity = {
	name: 'role',
	singular: 'role',
	plural: 'roles',
	path: '/api/v4/roles',
	collection: 'roles',
};

const name = textInput('name', 'Name');

const includes = [{ name: 'Users', value: 'users' }];

/** amoCRM's letters; what somebody forgets to choose stays closed. */
const LETTERS: INodePropertyOptions[] = [
	{ name: 'Denied', value: 'D' },
	{ name: 'Own', value: 'M' },
	{ name: 'Own and of the Group', value: 'G' },
	{ name: 'All', value: 'A' },
];

const ALL_OR_NOTHING = LETTERS.filter(({ value }) => ['D', 'A'].includes(String(value)));

const right = (action: string, letters: INodePropertyOptions[], key = action) =>
	choiceInput(key, titled(action), letters, { name: action });

const ON_CARDS = [
	right('add', ALL_OR_NOTHING),
	...['delete', 'edit', 'export', 'view'].map((action) => right(action, LETTERS)),
];

const ON_TASKS = ['delete', 'edit'].map((action) => right(action, LETTERS));

const ON_STAGES = ['delete', 'edit', 'export', 'view'].map((action) =>
	right(action, ALL_OR_NOTHING, `rights.${action}`),
);

const allClosed = (actions: Input[]) => Object.fromEntries(actions.map(({ key }) => [key, 'D']));

/** Kinds that amoCRM wants to hear of as soon as any right is named. */
const CLOSED: IDataObject = {
	leads: allClosed(ON_CARDS),
	contacts: allClosed(ON_CARDS),
	companies: allClosed(ON_CARDS),
	tasks: allClosed(ON_TASKS),
};

/** A new user or role with some rights is told all of them: what nobody opened stays closed. */
export const withAllRights = (form: Form): Form => ({
	...form,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await form.encode(session, item, gaps);
		const { rights: given } = body as { rights?: IDataObject };
		const areOwn = given && !given.role_id && !given.is_free;
		return { body: areOwn ? { ...body, rights: { ...CLOSED, ...given } } : body, nameOf };
	},
});

/** What may be done with one kind of thing; a kind is given whole or not at all. */
const rightsTo = (kind: string, displayName: string, actions: Input[]): Input => ({
	key: `rights.${kind}`,
	property: {
		displayName,
		name: `${kind}Rights`,
		type: 'fixedCollection',
		placeholder: 'Set Rights',
		default: {},
		options: [
			{ displayName: 'Rights', name: 'rights', values: actions.map(({ property }) => property) },
		],
	},
	encode: (value, zone) => {
		const { rights } = (value ?? {}) as { rights?: IDataObject };
		return rights && encodeInputs(actions, rights, zone);
	},
});

const STAGE = 'Stage';

const stageRows = rowsInput('rights.status_rights', 'Rights to Stages', STAGE, [
	{ ...lookupInput('stage', STAGE, stagesOfPipelines), encode: (value) => value },
	...ON_STAGES,
]);

const toStageRight = ({ stage, rights }: IDataObject) => ({
	entity_type: 'leads',
	...readStage(STAGE, stage),
	rights,
});

const stageRights: Input = {
	...stageRows,
	property: {
		...stageRows.property,
		name: 'statusRights',
		description: 'All of them: those that were set before are replaced; without any, taken away',
	},
	encode: (value, zone) => {
		if (value === undefined) return undefined;
		const rows = stageRows.encode(value, zone) as IDataObject[] | undefined;
		return rows ? rows.map(toStageRight) : null;
	},
};

/**
 * What a user or a role may do.
 * @see https://www.amocrm.ru/developers/content/crm_platform/users-api
 */
export const rights: Input[] = [
	rightsTo('leads', 'Rights to Leads', ON_CARDS),
	rightsTo('contacts', 'Rights to Contacts', ON_CARDS),
	rightsTo('companies', 'Rights to Companies', ON_CARDS),
	rightsTo('tasks', 'Rights to Tasks', ON_TASKS),
	booleanInput('rights.mail_access', 'Mail', 'Whether mail may be used', { name: 'mailAccess' }),
	booleanInput('rights.catalog_access', 'Lists', 'Whether lists may be used', {
		name: 'catalogAccess',
	}),
	booleanInput('rights.files_access', 'Files', 'Whether the files of the account may be used', {
		name: 'filesAccess',
	}),
	stageRights,
];

export const roleResource = dictionaryResource(role, {
	displayName: 'Role',
	create: withAllRights(inputForm([name], rights)),
	update: changesForm([name, ...rights]),
	includes,
});
