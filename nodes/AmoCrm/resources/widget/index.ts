import type { IDataObject } from 'n8n-workflow';

import { type Entity, ownPart, textId } from '../../factories/entity';
import { type Form, inputForm } from '../../factories/form';
import { jsonInput } from '../../factories/input';
import { getOperation, listOperation } from '../../factories/readOperations';
import { inAccount } from '../../factories/resource';
import { writeOperation } from '../../factories/writeOperations';
import { makeArchive } from './makeArchive';

/** @see https://www.amocrm.ru/developers/content/crm_platform/widgets-api */
const widget: Entity = {
	name: 'widget',
	singular: 'widget',
	plural: 'widgets',
	path: '/api/v4/widgets',
	collection: 'widgets',
	id: { ...textId, words: 'the code of a widget', example: 'my_widget' },
	key: 'code',
	label: ({ code }) => String(code),
};

const settings = inputForm([
	jsonInput('settings', 'Settings (JSON)', {
		default: '{}',
		placeholder: 'e.g. {"login": "anna", "phones": {"9": "101"}}',
		description: "Values by the keys of the widget's settings_template",
	}),
]);

/** The settings themselves are the body. */
const settingsForm: Form = {
	...settings,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await settings.encode(session, item, gaps);
		return { body: body.settings as IDataObject, nameOf };
	},
};

const install = writeOperation({
	name: 'install',
	displayName: 'Install',
	description: 'Install a widget, or change its settings',
	action: 'Install a widget',
	method: 'POST',
	path: `${widget.path}/{id}`,
	parts: [ownPart(widget)],
	form: settingsForm,
});

const uninstall = writeOperation({
	name: 'uninstall',
	displayName: 'Uninstall',
	description: 'Switch a widget off in the account',
	action: 'Uninstall a widget',
	method: 'DELETE',
	path: `${widget.path}/{id}`,
	parts: [ownPart(widget)],
	show: (_answer, { id }) => ({ uninstalled: true, code: id }),
});

const get = getOperation(widget);

const getAll = listOperation(widget);

export const widgetResource = inAccount({
	name: 'widget',
	displayName: 'Widget',
	operations: [get, getAll, install, uninstall],
	offline: [makeArchive],
});
