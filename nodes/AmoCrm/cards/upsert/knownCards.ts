import type { IDataObject } from 'n8n-workflow';

import { keysOf, type Keys, type MatchColumn } from './match';
import { MatchIndex, type MatchMode } from './matchIndex';

/** A card of the account and what is known of it. */
export interface Found {
	id: number;
	held: IDataObject;
}

/** The cards that a run has found or written so far. */
export class KnownCards {
	private readonly held = new Map<number, IDataObject>();

	private readonly index: MatchIndex<number>;

	constructor(
		private readonly columns: MatchColumn[],
		mode: MatchMode,
	) {
		this.index = new MatchIndex(mode);
	}

	/** @returns by what it is found from now on */
	remember(id: number, held: IDataObject): Keys {
		const keys = keysOf(this.columns, held);
		this.held.set(id, held);
		this.index.add(id, keys);
		return keys;
	}

	byId(id: number): Found {
		return { id, held: this.held.get(id) ?? {} };
	}

	matching(keys: Keys): Found[] {
		return [...this.index.find(keys)].map((id) => this.byId(id));
	}
}
