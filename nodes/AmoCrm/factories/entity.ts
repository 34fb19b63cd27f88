import type { IDataObject } from 'n8n-workflow';

import type { Query } from './filter';
import type { IdKind } from './id';
import type { Part } from './part';

/** One kind of thing in an account: what its operations and its list in the editor are made from. */
export interface Entity {
	/** `lossReason`: the parameter that names one, and part of the name of its list. */
	name: string;
	/** `loss reason`, in sentences. */
	singular: string;
	/** `loss reasons`, in sentences. */
	plural: string;
	/** Of the list; has a gap for each of `parents`: `/api/v4/leads/pipelines/{pipeline}/statuses`. */
	path: string;
	/** Key below `_embedded`; may have gaps too. */
	collection: string;
	/** Parameters that say where the list is. */
	parents?: Part[];
	/** A whole number where left out. */
	id?: IdKind;
	/** Under which one carries its id; `id` where left out. */
	key?: string;
	/** What tells one from another in its list, where that is no one key. */
	identify?(entity: IDataObject): unknown;
	/** 250 where left out; `whole`: the list comes in one answer and knows no pages. */
	pageSize?: number | 'whole';
	/** What the list in the editor calls one; its `name` where left out. */
	label?(entity: IDataObject): string;
	/** amoCRM itself looks for a text in the list, with `query`; `latestFirst` is what it can be ordered by. */
	search?: { latestFirst?: string };
	/** The only platform that lists them; both where left out. */
	listedBy?: 'kommo';
	/** What the list in the editor is asked for besides. */
	listQuery?: Query;
	/** Where its page is in the account: `/leads/detail/`. */
	page?: string;
	/**
	 * The form for people: without links and wrappers where left out.
	 * @param accountZone in which the account keeps its days, where `showsDays`
	 */
	simplify?(entity: IDataObject, accountZone?: string): IDataObject;
}

/** `Loss reason` for the beginning of a label or a sentence. */
export const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `a lead`, `an event`. */
export const withArticle = (word: string) => `${/^[aeio]/i.test(word) ? 'an' : 'a'} ${word}`;
