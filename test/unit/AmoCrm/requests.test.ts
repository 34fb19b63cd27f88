import { inRequests, type Addressed } from '../../../nodes/AmoCrm/factories/write';

type Thing = Addressed & { name: string };

const thing = (name: string, address = 'leads', id?: number): Thing => ({ name, address, id });

/** When each thing was made, and which went together. */
async function requestsFor(things: Thing[], size: number) {
	const log: string[] = [];
	async function* made() {
		for (const one of things) {
			log.push(`made ${one.name}`);
			yield one;
		}
	}
	await inRequests(made(), size, async (request) => {
		log.push(request.map(({ name }) => name).join('+'));
	});
	return log;
}

const sent = (log: string[]) => log.filter((line) => !line.startsWith('made'));

it('sends a request as soon as it is full, and the rest in the end', async () => {
	const log = await requestsFor([thing('a'), thing('b'), thing('c')], 2);
	expect(sent(log)).toEqual(['a+b', 'c']);
	expect(log.indexOf('a+b')).toBeLessThan(log.indexOf('c'));
});

it('fills the requests to each address, however the addresses alternate', async () => {
	const things = [thing('a'), thing('x', 'tasks'), thing('b'), thing('y', 'tasks'), thing('c')];
	expect(sent(await requestsFor(things, 2))).toEqual(['a+b', 'x+y', 'c']);
});

it('names an entity once in a request, and again when all before has been delivered', async () => {
	const things = [
		thing('a', 'leads', 1),
		thing('b', 'leads', 1),
		thing('x', 'contacts', 1),
		thing('new'),
		thing('newer'),
		thing('c', 'leads', 1),
	];
	expect(sent(await requestsFor(things, 10))).toEqual(['a+new+newer', 'x', 'b', 'c']);
});
