import { embeddedIn, isEntity, listIn, type Answer, type Ask, type Call, type Entity } from './ask';
import { KINDS, type Ids } from './kinds';
import type { Entry, Ledger } from './ledger';
import { callOf, type Step } from './step';

/** The first entity that an answer shows, or the answer itself. */
function firstIn({ body }: Answer): Entity | undefined {
	const [list] = Object.values(embeddedIn(body)).filter(Array.isArray) as unknown[][];
	const first: unknown = list ? list[0] : Array.isArray(body) ? body[0] : body;
	return isEntity(first) ? first : undefined;
}

const isDone = ({ status }: Answer) => status >= 200 && status < 300;

/** Ids are numbers, or texts that are no numbers. */
const idFrom = (id: unknown): number | string =>
	/^\d{1,15}$/.test(String(id)) ? Number(id) : String(id);

const keyOf = (kind: string): string => KINDS[kind].id ?? 'id';

/**
 * Does one step in one account.
 * @param ids of what was made there; those that the step makes are added (where several things are made, `also` tells them)
 * @returns nothing where the step needs what could not be made
 */
export async function perform(
	ask: Ask,
	ids: Ids,
	step: Step,
	nameOf: (title: string) => string,
): Promise<Answer | undefined> {
	const call = callOf(step, ids, nameOf);
	if (!call) return undefined;
	const answer = await ask(call);
	const made = isDone(answer) ? firstIn(answer) : undefined;
	if (made && step.makes && !step.along) ids[step.title] = idFrom(made[keyOf(step.makes)]);
	if (made && step.also) Object.assign(ids, step.also(answer.body as Entity));
	return answer;
}

/** Looks for what has this name; only the kind's own list is read. */
async function findMarked(ask: Ask, { kind, mark }: Entry, ids: Ids): Promise<Entity | undefined> {
	const { find, nameIn = ({ name }: Entity) => name } = KINDS[kind];
	const answer = await ask({ method: 'GET', ...find(ids) });
	return listIn(answer)?.entities.find((entity) => nameIn(entity) === mark);
}

interface Options {
	steps: Step[];
	/** A call that was answered 403 is not made again. */
	isForbidden?(call: Call): boolean;
}

/** Makes the things of the steps in one account, and removes them again. */
export class Writing {
	readonly ids: Ids = {};
	private readonly nameOf = (title: string) => this.ledger.nameFor(title);

	/** @param ledger of what is made; it is right at any moment, so that the process may be killed at any */
	constructor(
		private readonly ask: Ask,
		private readonly ledger: Ledger,
		private readonly options: Options,
	) {}

	/**
	 * Does every step that can be done. What an earlier run has made is not made again.
	 * @param see is told of every step, and of its answer if it was done now
	 */
	async makeAll(see: (step: Step, answer?: Answer) => void | Promise<void>): Promise<void> {
		for (const step of this.options.steps) await see(step, await this.do(step));
	}

	private async do(step: Step): Promise<Answer | undefined> {
		const call = callOf(step, this.ids, this.nameOf);
		if (!call || this.isForbidden(call)) return undefined;
		return step.makes === undefined
			? await perform(this.ask, this.ids, step, this.nameOf)
			: await this.make(step, step.makes);
	}

	private isForbidden(call: Call): boolean {
		return this.options.isForbidden?.(call) ?? false;
	}

	private async make(step: Step, kind: string): Promise<Answer | undefined> {
		const { title, along = [] } = step;
		const kinds = [[title, kind], ...along.map((one) => [`${title} ${one}`, one])];
		for (const [known] of kinds) {
			const entry = this.ledger.of(known);
			if (entry?.state === 'intended') await this.settle(entry);
			if (entry?.id !== undefined) this.ids[known] = idFrom(entry.id);
		}
		const own = this.ledger.of(title);
		if (own?.id !== undefined) {
			await this.know(step, own);
			return undefined;
		}
		const entries = kinds.map((one) => this.ledger.intend(one[0], one[1]));
		const answer = await perform(this.ask, this.ids, step, this.nameOf);
		for (const entry of entries) {
			const id = this.ids[entry.step];
			if (!answer || !isDone(answer)) this.ledger.settle(entry, { state: 'gone' });
			else if (id === undefined) await this.settle(entry);
			else this.ledger.settle(entry, { state: 'made', id: String(id) });
		}
		return answer;
	}

	/** What came along with what an earlier run has made. */
	private async know({ also, along }: Step, entry: Entry): Promise<void> {
		if (!also || along) return;
		const answer = await this.ask({ method: 'GET', ...KINDS[entry.kind].find(this.ids) });
		const own = listIn(answer)?.entities.filter(({ id }) => String(id) === entry.id) ?? [];
		const [[key]] = Object.entries(embeddedIn(answer.body));
		Object.assign(this.ids, also({ _embedded: { [key]: own } }));
	}

	/** Removes what can be removed, youngest first, and puts the rest away. It touches nothing that the ledger does not name. */
	async removeAll(): Promise<void> {
		this.ledger.beginRemoving();
		for (const entry of this.ledger.entries) {
			if (entry.id !== undefined) this.ids[entry.step] = idFrom(entry.id);
		}
		for (const entry of [...this.ledger.entries].reverse()) {
			if (entry.state === 'intended') await this.settle(entry);
			if (entry.state === 'made') await this.remove(entry);
		}
		// Some have gone with others.
		for (const entry of this.ledger.entries) {
			if (entry.state !== 'left') continue;
			if (!(await this.findOwn(entry))) this.ledger.settle(entry, { state: 'gone' });
		}
		this.ledger.close();
	}

	/** Whether something was made of what was intended. */
	private async settle(entry: Entry): Promise<void> {
		const found = await findMarked(this.ask, entry, this.ids);
		const id = String(found?.[keyOf(entry.kind)]);
		this.ledger.settle(entry, found ? { state: 'made', id } : { state: 'gone' });
	}

	private async findOwn(entry: Entry): Promise<Entity | undefined> {
		const found = await findMarked(this.ask, entry, this.ids);
		return String(found?.[keyOf(entry.kind)]) === entry.id ? found : undefined;
	}

	private async remove(entry: Entry): Promise<void> {
		const { remove, putAway, page } = KINDS[entry.kind];
		const id = String(entry.id);
		const left = { state: 'left' as const, page: page && page + id };
		if (putAway) await this.send(putAway(id, this.ids));
		if (!remove) return this.ledger.settle(entry, left);
		const found = await this.findOwn(entry);
		const isGone = !found || (await this.send(remove(id, this.ids, found)));
		this.ledger.settle(entry, isGone ? { state: 'gone' } : left);
	}

	private async send(call: Call): Promise<boolean> {
		return !this.isForbidden(call) && isDone(await this.ask(call));
	}
}
