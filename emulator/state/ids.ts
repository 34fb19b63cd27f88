/** One counter for the whole world per kind of id: no two accounts ever share one. */
const STARTS = {
	account: 31_204_118,
	user: 9_104_502,
	entity: 40_210_007,
	pipeline: 5_300_614,
	status: 60_410_222,
	field: 812_300,
	enum: 1_450_101,
	tag: 220_415,
	session: 26_136_001,
};

export type IdKind = keyof typeof STARTS;

export class Ids {
	private next = { ...STARTS };

	take(kind: IdKind): number {
		const id = this.next[kind];
		this.next[kind] += 2;
		return id;
	}

	/** Ids given by a test's seed must not be handed out again. */
	keepClearOf(id: number): void {
		if (id >= this.next.entity && id < Number.MAX_SAFE_INTEGER / 2) this.next.entity = id + 1;
	}
}
