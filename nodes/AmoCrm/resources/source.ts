import { pipelines } from '../../shared/editor/pipelines';
import type { Entity } from '../factories/entity';
import { exactFilter } from '../factories/filter';
import { changesForm, inputForm } from '../factories/form';
import {
	booleanInput,
	choiceInput,
	type Input,
	lookupInput,
	rowsInput,
	textInput,
} from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { createOperation, deleteOperation, updateOperation } from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/sources-api */
const source: Entity = {
	name: 'source',
	singular: 'source',
	plural: 'sources',
	path: '/api/v4/sources',
	collection: 'sources',
	pageSize: 'whole',
};

/** Kommo takes 100 at once, amoCRM half of them. */
const send = inBatches({ size: 50 });

const name = textInput('name', 'Name');

const details: Input[] = [
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

const remove = deleteOperation(source);

const get = getOperation(source);

const update = updateOperation(source, changesForm([name, ...details]), send);

const externalId = textInput('external_id', 'External ID', {
	description: 'What your side knows it by; at most 36 Latin letters, digits and signs',
});

const create = createOperation(source, inputForm([name, externalId], details), send);

const getAll = listOperation(source, {
	filters: [exactFilter('externalId', 'External ID', 'filter[external_id]')],
});

export const sourceResource = inAccount({
	name: 'source',
	displayName: 'Source',
	operations: [create, remove, get, getAll, update],
});
