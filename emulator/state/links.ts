/** amocrm.ru/developers: crm/entity-links-api. */
export interface LinkEnd {
	type: string;
	id: number;
}

export interface LinkMetadata {
	is_main?: boolean;
	quantity?: number;
	catalog_id?: number;
	price_id?: number | null;
}

export interface Link {
	ends: [LinkEnd, LinkEnd];
	metadata: LinkMetadata;
}

const keyOf = ({ type, id }: LinkEnd) => `${type}:${id}`;

/** Which cards hang together. A link has no direction: it is read from both of its ends. */
export class LinkStore {
	private readonly byEnd = new Map<string, Link[]>();

	of(end: LinkEnd): Link[] {
		return this.byEnd.get(keyOf(end)) ?? [];
	}

	/** What is linked to this end, of one type. */
	targets(end: LinkEnd, type: string): Array<{ id: number; metadata: LinkMetadata }> {
		return this.of(end)
			.map((link) => ({ ...this.other(link, end), metadata: link.metadata }))
			.filter((target) => target.type === type);
	}

	other({ ends: [a, b] }: Link, end: LinkEnd): LinkEnd {
		return keyOf(a) === keyOf(end) ? b : a;
	}

	find(a: LinkEnd, b: LinkEnd): Link | undefined {
		return this.of(a).find((link) => keyOf(this.other(link, a)) === keyOf(b));
	}

	join(a: LinkEnd, b: LinkEnd, metadata: LinkMetadata = {}): Link {
		const known = this.find(a, b);
		if (known) {
			Object.assign(known.metadata, metadata);
			return known;
		}
		const link: Link = { ends: [a, b], metadata: { ...metadata } };
		for (const end of link.ends) this.byEnd.set(keyOf(end), [...this.of(end), link]);
		return link;
	}

	part(a: LinkEnd, b: LinkEnd): boolean {
		const link = this.find(a, b);
		if (!link) return false;
		for (const end of link.ends) {
			this.byEnd.set(
				keyOf(end),
				this.of(end).filter((other) => other !== link),
			);
		}
		return true;
	}

	all(): Link[] {
		return [...new Set([...this.byEnd.values()].flat())];
	}
}
