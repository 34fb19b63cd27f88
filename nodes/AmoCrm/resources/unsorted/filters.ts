import {
	choicesFilter,
	lookupFilter,
	momentFilters,
	exactFilter,
	type Filter,
} from '../../factories/filter';
import { pipelines } from '../../../shared/editor/pipelines';

const uid = exactFilter('uid', 'UID', 'filter[uid]');

const pipeline: Filter = lookupFilter('pipelines', 'Pipeline', 'pipeline_id', pipelines);

export const listFilters: Filter[] = [
	uid,
	choicesFilter('categories', 'Categories', 'category', [
		{ name: 'Calls', value: 'sip' },
		{ name: 'Chats', value: 'chats' },
		{ name: 'Forms', value: 'forms' },
		{ name: 'Mails', value: 'mail' },
	]),
	pipeline,
];

export const summaryFilters: Filter[] = [
	uid,
	pipeline,
	...momentFilters('created', 'Created', 'created_at'),
];
