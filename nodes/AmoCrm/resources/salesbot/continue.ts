import { returnPath } from '../../../shared/account/returnUrl';
import { inputForm } from '../../factories/form';
import { jsonInput, textParameter } from '../../factories/input';
import { perItem, type AccountOperation } from '../../factories/operation';
import { handlers } from './handlers';

const form = inputForm(
	[],
	[
		handlers,
		jsonInput('data', 'Data (JSON)', {
			description: 'What the bot can use afterwards, as {{json.name}}',
		}),
	],
);

/** @see https://www.amocrm.ru/developers/content/crm_platform/widgets-api */
export const goOn: AccountOperation = {
	name: 'continue',
	displayName: 'Continue',
	description: 'Let a bot go on that waits for the answer of a widget',
	action: 'Continue a Salesbot',
	api: 'POST /api/v4/{bot kind}/{bot}/continue/{id}',
	properties: [
		{
			displayName: 'Return URL',
			name: 'returnUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.amocrm.ru/api/v4/salesbot/321/continue/123',
			description: 'The return_url that came with the call of the widget',
		},
		...form.properties,
	],
	offers: form.offers,
	run: (session, items) =>
		perItem(items, async (item) => {
			const path = await returnPath(session.domain, textParameter(item, 'returnUrl', 'Return URL'));
			const { body } = await form.encode(session, item, {});
			await session.request({ method: 'POST', path, body });
			return [{ continued: true }];
		}),
};
