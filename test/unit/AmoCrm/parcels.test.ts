import { parcelsOf, type Addressed } from '../../../nodes/AmoCrm/factories/write';

type Thing = Addressed & { name: string };

const thing = (name: string, address = 'leads', id?: number): Thing => ({ name, address, id });

async function parcelsIn(things: Thing[], size: number) {
	const log: string[] = [];
	const again: Thing[] = [];
	async function* made() {
		for (const one of things) {
			log.push(`made ${one.name}`);
			yield one;
		}
	}
	for await (const parcel of parcelsOf(made(), size, again)) {
		log.push(parcel.map(({ name }) => name).join('+'));
	}
	return { log, again: again.map(({ name }) => name) };
}

it('gives a parcel as soon as it is full, before the next thing is made, and the rest in the end', async () => {
	const { log } = await parcelsIn([thing('a'), thing('b'), thing('c')], 2);
	expect(log).toEqual(['made a', 'made b', 'a+b', 'made c', 'c']);
});

it('fills the parcels of each address, however the addresses alternate', async () => {
	const things = [thing('a'), thing('x', 'tasks'), thing('b'), thing('y', 'tasks'), thing('c')];
	const { log } = await parcelsIn(things, 2);
	expect(log.filter((line) => !line.startsWith('made'))).toEqual(['a+b', 'x+y', 'c']);
});

it('keeps back what names an entity again at the same address', async () => {
	const things = [
		thing('a', 'leads', 1),
		thing('b', 'leads', 1),
		thing('x', 'contacts', 1),
		thing('new'),
		thing('newer'),
		thing('c', 'leads', 1),
	];
	const { log, again } = await parcelsIn(things, 10);
	expect(log.filter((line) => !line.startsWith('made'))).toEqual(['a+new+newer', 'x']);
	expect(again).toEqual(['b', 'c']);
});
