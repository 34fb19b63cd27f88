import { embeddedIn, isEntity, listIn, type Answer, type Ask, type Entity } from './ask';
import type { Entry, Ledger } from './ledger';
import { KINDS, STEPS, type Ids, type Step } from './steps';

/** The first entity that an answer shows. */
const firstIn = ({ body }: Answer): Entity | undefined => {
	const [list] = Object.values(embeddedIn(body));
	return Array.isArray(list) && isEntity(list[0]) ? list[0] : undefined;
};

const isDone = ({ status }: Answer) => status >= 200 && status < 300;

/**
 * Does one step in one account.
 * @param ids of what was made there; those that the step makes are added
 */
export async function perform(ask: Ask, ids: Ids, step: Step, name: string): Promise<Answer> {
	const answer = await ask(step.call(ids, name));
	const made = step.makes && isDone(answer) ? firstIn(answer) : undefined;
	if (made) ids[step.title] = Number(made.id);
	if (made && step.also) Object.assign(ids, step.also(answer.body as Entity));
	return answer;
}

/** Looks for what has this name; only the kind's own list is read. */
async function findMarked(ask: Ask, { kind, mark }: Entry, ids: Ids): Promise<Entity | undefined> {
	const { find, nameIn = ({ name }: Entity) => name } = KINDS[kind];
	const answer = await ask({ method: 'GET', ...find(ids) });
	return listIn(answer)?.entities.find((entity) => nameIn(entity) === mark);
}

/** Makes the things of the steps in one account, and removes them again. */
export class Writing {
	private readonly ids: Ids = {};

	/**
	 * @param ledger of what is made; it is right at any moment, so that the process may be killed at any
	 * @param steps beyond these, none is done
	 */
	constructor(
		private readonly ask: Ask,
		private readonly ledger: Ledger,
		private readonly steps: Step[] = STEPS,
	) {}

	/**
	 * Does every step. What an earlier run has made is not made again.
	 * @param see is told of every step, and of its answer if it was done now
	 */
	async makeAll(see: (step: Step, answer?: Answer) => void | Promise<void>): Promise<void> {
		for (const step of this.steps) {
			const name = this.ledger.nameFor(step.title);
			const answer = step.makes
				? await this.make(step, step.makes, name)
				: await perform(this.ask, this.ids, step, name);
			await see(step, answer);
		}
	}

	private async make(step: Step, kind: string, name: string): Promise<Answer | undefined> {
		const known = this.ledger.of(step.title);
		if (known?.state === 'intended') {
			const found = await findMarked(this.ask, known, this.ids);
			if (found) this.ledger.settle(known, { state: 'made', id: String(found.id) });
		}
		const entry = known ?? this.ledger.intend(step.title, kind);
		if (entry.id !== undefined) {
			await this.know(step, entry);
			return undefined;
		}
		const answer = await perform(this.ask, this.ids, step, name);
		const id = this.ids[step.title];
		if (isDone(answer)) this.ledger.settle(entry, { state: 'made', id: String(id) });
		else this.ledger.settle(entry, { state: 'gone' });
		return answer;
	}

	/** The ids of what an earlier run has made. */
	private async know({ title, also }: Step, entry: Entry): Promise<void> {
		this.ids[title] = Number(entry.id);
		if (!also) return;
		const answer = await this.ask({ method: 'GET', ...KINDS[entry.kind].find(this.ids) });
		const own = listIn(answer)?.entities.filter(({ id }) => String(id) === entry.id) ?? [];
		const [[key]] = Object.entries(embeddedIn(answer.body));
		Object.assign(this.ids, also({ _embedded: { [key]: own } }));
	}

	/** Removes what can be removed, youngest first, and puts the rest away. It touches nothing that the ledger does not name. */
	async removeAll(): Promise<void> {
		this.ledger.beginRemoving();
		for (const entry of this.ledger.entries) {
			if (entry.id !== undefined) this.ids[entry.step] = Number(entry.id);
		}
		for (const entry of [...this.ledger.entries].reverse()) {
			if (entry.state === 'intended') await this.settleIntended(entry);
			if (entry.state === 'made') await this.remove(entry);
		}
		this.ledger.close();
	}

	private async settleIntended(entry: Entry): Promise<void> {
		const found = await findMarked(this.ask, entry, this.ids);
		this.ledger.settle(entry, found ? { state: 'made', id: String(found.id) } : { state: 'gone' });
	}

	private async remove(entry: Entry): Promise<void> {
		const { remove, putAway, page } = KINDS[entry.kind];
		const id = String(entry.id);
		if (putAway) await this.ask(putAway(id, this.ids));
		const found = remove ? await findMarked(this.ask, entry, this.ids) : undefined;
		const isOurs = found !== undefined && String(found.id) === id;
		if (remove && !isOurs) return this.ledger.settle(entry, { state: 'gone' });
		const isGone = remove ? isDone(await this.ask(remove(id, this.ids))) : false;
		this.ledger.settle(
			entry,
			isGone ? { state: 'gone' } : { state: 'left', page: page && page + id },
		);
	}
}
