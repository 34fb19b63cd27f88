import type { IDataObject } from 'n8n-workflow';

import type { ReplyFacts } from './reply';

/** The account in which something happened. */
export interface EventAccount extends IDataObject {
	id: number;
	domain: string;
	subdomain: string;
	/** Of an installed account: the builder's own id of it, empty if there is none. */
	externalId?: string;
	labels?: string[];
}

/** How an event arrived, so that a repetition can be recognized. */
interface Delivery extends IDataObject {
	/** The same whenever amoCRM sends the same again: a hash of what it sent, or amoCRM's own id of the event. */
	id: string;
	/** The position of this event in its delivery, from 0. */
	position: number;
	/** It has started this workflow before. */
	repeated: boolean;
}

/** Something that happened in an account: the item of every trigger for CRM events. */
export interface CrmEvent extends IDataObject, ReplyFacts {
	/** Code of a webhook, such as `status_lead`; without one, the type in the events API. */
	event: string;
	/** What it happened to, in the singular: `lead`, `company`, `task`, `unsorted`. */
	entity: string;
	id: number | string;
	account: EventAccount;
	/** ISO 8601, UTC. */
	occurredAt: string;
	/** The user who did it, 0 for a robot; missing where amoCRM does not say. */
	userId?: number;
	/** Old and new values under the names of the API, where amoCRM sends the old ones. */
	before?: IDataObject;
	after?: IDataObject;
	/** What amoCRM sent, with the names and types of the API. */
	data: IDataObject;
	/** The same as it came. */
	raw: IDataObject;
	/** The entity as it was when it was read, if the option Full Entity is on. */
	full?: IDataObject;
	delivery: Delivery;
}
