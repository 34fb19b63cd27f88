/** One stored object, in the shape in which the API reads it out, without `_links` and `_embedded`. */
export interface Model {
	id: number | string;
	[key: string]: unknown;
}

/** Objects of one kind in one account, oldest first. */
export class Collection {
	private readonly models = new Map<number | string, Model>();

	get(id: unknown): Model | undefined {
		return this.models.get(id as number | string);
	}

	has(id: unknown): boolean {
		return this.models.has(id as number | string);
	}

	get size(): number {
		return this.models.size;
	}

	all(): Model[] {
		return [...this.models.values()];
	}

	insert<T extends Model>(model: T): T {
		this.models.set(model.id, model);
		return model;
	}

	remove(id: number | string): boolean {
		return this.models.delete(id);
	}

	clear(): void {
		this.models.clear();
	}
}
