import type { IDataObject } from 'n8n-workflow';

import { inputForm, type Form } from '../../factories/form';
import { jsonInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { writeOperation } from '../../factories/writeOperations';
import { widget } from './widget';

const settings = inputForm([
	jsonInput('settings', 'Settings (JSON)', {
		default: '{}',
		placeholder: 'e.g. {"login": "anna", "phones": {"9": "101"}}',
		description: "Values by the keys of the widget's settings_template",
	}),
]);

/** The settings themselves are the body. */
const form: Form = {
	...settings,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await settings.encode(session, item, gaps);
		return { body: body.settings as IDataObject, nameOf };
	},
};

export const install = writeOperation({
	name: 'install',
	displayName: 'Install',
	description: 'Install a widget, or change its settings',
	action: 'Install a widget',
	method: 'POST',
	path: `${widget.path}/{id}`,
	parts: [ownPart(widget)],
	form,
});
