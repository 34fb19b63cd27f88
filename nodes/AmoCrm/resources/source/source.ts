import type { Entity } from '../../factories/entity';
import {
	booleanInput,
	choiceInput,
	lookupInput,
	rowsInput,
	textInput,
	type Input,
} from '../../factories/input';
import { inBatches } from '../../factories/write';
import { pipelines } from '../../../shared/editor/pipelines';

/** @see https://www.amocrm.ru/developers/content/crm_platform/sources-api */
export const source: Entity = {
	name: 'source',
	singular: 'source',
	plural: 'sources',
	path: '/api/v4/sources',
	collection: 'sources',
	pageSize: 'whole',
};

/** Kommo takes 100 at once, amoCRM half of them. */
export const send = inBatches({ size: 50 });

export const name = textInput('name', 'Name');

export const details: Input[] = [
	lookupInput('pipeline_id', 'Pipeline', pipelines),
	booleanInput('default', 'Default', 'Whether leads without a source of their own get this one'),
	textInput('origin_code', 'Origin Code', {
		description: 'Code of the chat channel, at most 20 characters',
	}),
	rowsInput('services', 'Services', 'Service', [
		choiceInput('type', 'Type', [{ name: 'WhatsApp', value: 'whatsapp' }]),
		booleanInput('params.waba', 'WhatsApp Business', 'Whether it is the Business API', {
			name: 'waba',
		}),
		booleanInput(
			'params.is_supports_list_message',
			'List Messages',
			'Whether it can show messages with lists',
			{ name: 'supportsListMessage' },
		),
		rowsInput('pages', 'Pages', 'Page', [
			textInput('id', 'ID'),
			textInput('name', 'Name'),
			textInput('link', 'Link'),
		]),
	]),
];
