import type { Model } from './collection';

/** Something happened to an object: it was made, or (with `before`) changed. */
export interface Change {
	collection: string;
	/** As they were right then and there. */
	before?: Model;
	after: Model;
}

/** `talks/17/messages` is one of the `talks/:id/messages`. */
export const kindOf = (collection: string): string => collection.replace(/\/\d+\//, '/:id/');
