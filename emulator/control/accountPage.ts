import { escape, page } from '../net/pages';
import type { ControlApi } from './commands';

type Item = Record<string, unknown>;
type Stages = Map<unknown, string>;

const isoTime = (seconds: unknown) =>
	typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().slice(0, 16) + 'Z' : '';

const embedded = (item: Item, name: string): Item[] =>
	(item._embedded as Record<string, Item[] | undefined> | undefined)?.[name] ?? [];

const named = (items: Item[]) => items.map(({ name, id }) => String(name ?? id)).join(', ');

const customFields = ({ custom_fields_values: fields }: Item) =>
	((fields ?? []) as Array<{ field_name: string; values: Array<{ value: unknown }> }>)
		.map(
			({ field_name: name, values }) => `${name}: ${values.map(({ value }) => value).join(', ')}`,
		)
		.join('\n');

type Column = (item: Item, stages: Stages) => unknown;

const cardColumns: Record<string, Column> = {
	ID: ({ id }) => id,
	Name: ({ name }) => name,
	Tags: (item) => named(embedded(item, 'tags')),
	Fields: customFields,
};

/** What of an account is shown, by the path of its collection. */
const SECTIONS: Array<[path: string, title: string, columns: Record<string, Column>]> = [
	[
		'leads',
		'Leads',
		{
			...cardColumns,
			Price: ({ price }) => price,
			Stage: ({ status_id: id, pipeline_id: pipeline }, stages) =>
				stages.get(`${String(pipeline)}/${String(id)}`) ?? id,
			Contacts: (item) =>
				embedded(item, 'contacts')
					.map(({ id }) => id)
					.join(', '),
		},
	],
	['contacts', 'Contacts', cardColumns],
	['companies', 'Companies', cardColumns],
	[
		'tasks',
		'Tasks',
		{
			ID: ({ id }) => id,
			Text: ({ text }) => text,
			Due: ({ complete_till: till }) => isoTime(till),
			Of: ({ entity_type: type, entity_id: id }) => (id ? `${String(type)} ${String(id)}` : ''),
		},
	],
];

const row = (cells: unknown[], tag: 'td' | 'th') =>
	cells.map((cell) => `<${tag}>${escape(String(cell ?? ''))}</${tag}>`).join('');

const STYLE = `<style>
	body { font: 1rem/1.4 system-ui, sans-serif; margin: 2rem; }
	table { border-collapse: collapse; }
	td, th { border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; white-space: pre-line; }
	tr:target { background: #fff3bf; color: #222; }
</style>`;

/** `GET /accounts/<subdomain>#leads-<id>`: what a person would find in the account's own pages, the youngest first. */
export async function accountPage(control: ControlApi, subdomain: string): Promise<string> {
	const { name, domain } = await control.account(subdomain);
	const pipelines = await control.entities(subdomain, 'leads/pipelines');
	const stages: Stages = new Map(
		pipelines.flatMap(({ id, name: pipeline, stages: own }) =>
			(own as Item[]).map((stage): [unknown, string] => [
				`${String(id)}/${String(stage.id)}`,
				`${String(pipeline)}: ${String(stage.name)}`,
			]),
		),
	);
	const sections = await Promise.all(
		SECTIONS.map(async ([path, title, columns]) => {
			const items = (await control.entities(subdomain, path)).reverse();
			if (items.length === 0) return `<h2>${title}</h2><p>None yet.</p>`;
			const rows = items.map((item) => {
				const cells = Object.values(columns).map((column) => column(item, stages));
				return `<tr id="${path}-${String(item.id)}">${row(cells, 'td')}</tr>`;
			});
			return `<h2>${title}</h2><table><tr>${row(Object.keys(columns), 'th')}</tr>${rows.join('')}</table>`;
		}),
	);
	return page(`${name} (${domain}) in the emulator`, STYLE + sections.join(''));
}
