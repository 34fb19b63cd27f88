import { omit } from 'lodash';
import type { Model } from '../state/collection';
import { complain, readBatch, type Item } from './batch';
import {
	choice,
	existingFile,
	fine,
	flag,
	integer,
	listOf,
	missing,
	must,
	notAChoice,
	object,
	orNull,
	text,
	type Check,
	type Fields,
	type Problem,
} from './checks';
import { findModel } from './family';
import { texts } from './filters';
import { isRecord, noContent, self, type ApiCall, type Endpoint, type Present } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** Templates of answers in chats. amocrm.ru/developers: crm/chat-templates-api. */
const buttonKeys = object({
	type: must(choice('inline', 'url')),
	text: must(text({ min: 1 })),
	url: text({ min: 1 }),
});

const button: Check = (value, path, context) => {
	const problems = buttonKeys(value, path, context);
	if (problems.length > 0 || !isRecord(value)) return problems;
	if (value.type === 'url') return value.url === undefined ? missing(`${path}.url`) : [];
	return value.url === undefined ? [] : notAChoice(`${path}.url`);
};

const attachment = object({
	id: must(existingFile),
	name: must(text({ min: 1 })),
	type: must(choice('picture', 'file', 'document', 'video')),
});

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	content: { check: text({ min: 1 }), required: 'create' },
	is_editable: flag,
	type: choice('amocrm', 'waba'),
	buttons: listOf(button),
	attachment: orNull(attachment),
	external_id: text(),
	waba_footer: orNull(text()),
	waba_category: choice('UTILITY', 'AUTHENTICATION', 'MARKETING'),
	waba_language: text(),
	waba_examples: fine,
	waba_header: orNull(text({ max: 60 })),
	waba_header_type: orNull(choice('text', 'media')),
};

const PLAIN = {
	waba_footer: '',
	waba_category: '',
	waba_language: '',
	waba_examples: [],
	waba_header: null,
	waba_header_type: null,
};

/** A header of a medium shows what is attached; what WhatsApp has seen is not changed any more. */
function templateProblems(_call: ApiCall, { value }: Item, template?: Model): Problem[] {
	const isSeen = template?.type === 'waba' && template.review_status !== null;
	if (isSeen) return notAChoice('id', 'Only a draft can be changed');
	const { waba_header_type: header, attachment: attached } = { ...template, ...value };
	return header === 'media' && !attached ? missing('attachment') : [];
}

function createTemplate(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, integrationId, now } = call;
	return {
		id: account.ids.take('entity'),
		account_id: account.info.id,
		created_at: now,
		updated_at: now,
		buttons: [],
		attachment: null,
		is_editable: false,
		external_id: '',
		type: 'amocrm',
		...PLAIN,
		review_status: null,
		is_on_review: false,
		reviews: [],
		integration_id: integrationId,
		...value,
	};
}

const REVIEW = ['review_status', 'is_on_review'];

const presentWritten = (template: Model, call: ApiCall) => ({
	...omit(template, [...REVIEW, 'reviews', 'integration_id']),
	_links: self(call, `/chats/templates/${template.id}`),
});

const present: Present = (call, template, withs) => {
	const { attachment: attached, review_status, is_on_review, reviews } = template;
	return {
		...presentWritten(template, call),
		attachment: attached ? { ...attached, is_external: true } : null,
		...(withs.has('reviews') ? { review_status, is_on_review, _embedded: { reviews } } : {}),
	};
};

/** An integration meets the templates that it made itself. */
export const TEMPLATES: Resource = {
	path: '/chats/templates',
	key: 'chat_templates',
	missing: 404,
	adminOnly: true,
	within: ({ integrationId }, { integration_id }) => integration_id === integrationId,
	present,
	list: { filters: { external_id: texts('external_id') }, withs: ['reviews'], maxLimit: 50 },
	write: {
		fields: FIELDS,
		adminOnly: true,
		envelope: ['_total_items'],
		anonymousUpdate: true,
		also: templateProblems,
		create: createTemplate,
		update({ now }, template, value) {
			Object.assign(template, value, value.type === 'amocrm' ? PLAIN : {}, { updated_at: now });
		},
		answerCreate: presentWritten,
		answerUpdate: presentWritten,
	},
	remove() {},
};

const ID = object({ id: must(integer({ min: 1 })) });

function removeMany(call: ApiCall) {
	const items = readBatch(call, { check: ID, mode: 'update' });
	complain(items, ({ value: { id } }) =>
		findModel(call, TEMPLATES, id)
			? []
			: [{ code: 'EntityNotFound', path: 'id', detail: 'Entity not found' }],
	);
	for (const { value } of items)
		call.account.collection('chats/templates').remove(Number(value.id));
	return noContent();
}

export const chatTemplateEndpoints: Endpoint[] = [
	...resourceEndpoints(TEMPLATES),
	{ method: 'DELETE', path: TEMPLATES.path, adminOnly: true, run: removeMany },
];
