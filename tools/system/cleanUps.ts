type CleanUp = () => unknown;

/** What must be undone at the end, or where the beginning fails half-way. */
export class CleanUps {
	private readonly acts: CleanUp[] = [];

	get isEmpty(): boolean {
		return this.acts.length === 0;
	}

	add(act: CleanUp): void {
		this.acts.push(act);
	}

	/** The youngest first: it may stand on older ones. */
	async run(): Promise<void> {
		for (const act of this.acts.splice(0).reverse()) await act();
	}
}
