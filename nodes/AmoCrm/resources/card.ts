import type { EntityPath } from '../../shared/fields/definition';
import type { NativeField } from '../../shared/fields/native';

/** One kind of card with custom fields: what its four operations are made from. */
export interface CardDescription {
	/** `lead`, in sentences. */
	singular: string;
	/** `leads`, in sentences. */
	plural: string;
	/** The word of amoCRM's paths, and the key of its lists. */
	path: EntityPath;
	/** Fields that every account has. */
	native: NativeField[];
	/** What `with` may ask for. */
	includes: Array<{ name: string; value: string }>;
	/** What lists can be ordered by. */
	orders: Array<{ name: string; value: string }>;
}

/** `Lead` for the beginning of a label. */
export const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** `a lead`, for action names. */
export const withArticle = (word: string) => `a ${word}`;
