import type { Model } from '../state/collection';
import { readOne } from './batch';
import { TEMPLATES } from './chatTemplates';
import { choice, object, text } from './checks';
import { findModel } from './family';
import { recordChange } from './journal';
import { hal, pathId, refuse, type ApiCall, type Endpoint } from './kit';

/** WhatsApp looks at a template before it may be used. amocrm.ru/developers: crm/chat-templates-api. */
interface Review {
	id: number;
	source_id: number;
	status: string;
	reject_reason: string;
}

const CHECK = object({
	status: choice('approved', 'paused', 'rejected'),
	reject_reason: text({ max: 65_535 }),
});

function templateAt(call: ApiCall): Model & { reviews: Review[] } {
	const template = findModel(call, TEMPLATES, pathId(call, 'tid'));
	if (!template) throw refuse(404, 'Template not found');
	if (template.type !== 'waba') throw refuse(400, 'Only WhatsApp looks at templates');
	return template as Model & { reviews: Review[] };
}

function send(call: ApiCall) {
	const template = templateAt(call);
	readOne(call, { check: object({}), mode: 'update' });
	const { ids } = call.account;
	const before = { ...template };
	template.reviews = [
		{ id: ids.take('entity'), source_id: ids.take('entity'), status: 'review', reject_reason: '' },
	];
	Object.assign(template, { review_status: 'review', is_on_review: true });
	recordChange(call, template, { collection: 'chats/templates', before });
	return hal({ _embedded: { reviews: template.reviews } });
}

function judge(call: ApiCall) {
	const template = templateAt(call);
	const review = template.reviews.find(({ id }) => id === pathId(call));
	if (!review) throw refuse(404, 'Review not found');
	Object.assign(review, readOne(call, { check: CHECK, mode: 'update' }).value);
	template.review_status = review.status;
	template.is_on_review = review.status === 'review';
	return hal(review);
}

export const templateReviewEndpoints: Endpoint[] = [
	{ method: 'POST', path: '/chats/templates/:tid/review', adminOnly: true, run: send },
	{ method: 'POST', path: '/chats/templates/:tid/review/:id', adminOnly: true, run: judge },
];
