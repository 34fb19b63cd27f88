import type { Platform } from '../../emulator/types';
import { embeddedIn, isEntity, type Entity } from './ask';
import { EmulatedAccount } from './emulated';

export type CustomersMode = 'segments' | 'periodicity';

const OPTIONS = [{ value: 'One' }, { value: 'Two' }];

/** What a field of a type cannot be made without. */
const NEEDED: Record<string, (ids: Ids) => Entity> = {
	select: () => ({ enums: OPTIONS }),
	multiselect: () => ({ enums: OPTIONS }),
	radiobutton: () => ({ enums: OPTIONS }),
	category: () => ({ nested: [{ value: 'Branch', request_id: '1' }] }),
	linked_entity: () => ({ search_in: 'contacts' }),
	monetary: () => ({ currency: 'RUB' }),
	chained_list: ({ catalog }) => ({ chained_lists: [{ title: null, catalog_id: catalog }] }),
};

interface Ids {
	catalog: number;
	element: number;
	contact: number;
	file: string;
}

const value = (one: unknown) => () => [{ value: one }];
const option = () => [{ value: 'One' }];

/** A value of each type. */
const VALUES: Record<string, (ids: Ids) => unknown[]> = {
	text: value('Text'),
	textarea: value('Long text'),
	streetaddress: value('Street 1'),
	url: value('https://example.com/'),
	numeric: value('12.5'),
	monetary: value('100'),
	checkbox: value(true),
	date: value('2026-01-31T12:00:00+00:00'),
	date_time: value('2026-01-31T12:34:56+00:00'),
	birthday: value('1990-05-06T12:00:00+00:00'),
	select: option,
	radiobutton: option,
	multiselect: () => [{ value: 'One' }, { value: 'Two' }],
	smart_address: () => [
		{ value: 'Street 1', enum_code: 'address_line_1' },
		{ value: 'DE', enum_code: 'country' },
	],
	legal_entity: value({ name: 'Example', entity_type: 2, vat_id: '123', kpp: '1' }),
	tracking_data: value('utm'),
	chained_list: ({ catalog, element }) => [{ catalog_id: catalog, catalog_element_id: element }],
	file: ({ file }) => [{ value: { file_uuid: file, file_name: 'a.txt', file_size: 3 } }],
	price: value('100'),
	category: () => [{ value: 'Branch' }],
	linked_entity: ({ contact }) => [
		{ value: { name: 'Ann', entity_id: contact, entity_type: 'contacts', catalog_id: null } },
	],
};

/** Types that each owner has. amocrm.ru/developers: crm/custom-fields. */
const CARD_TYPES =
	'text textarea streetaddress url numeric monetary checkbox date date_time select radiobutton multiselect file'.split(
		' ',
	);
const TYPES: Record<string, string[]> = {
	leads: [
		...CARD_TYPES,
		'birthday',
		'smart_address',
		'legal_entity',
		'tracking_data',
		'chained_list',
	],
	contacts: [...CARD_TYPES, 'birthday', 'smart_address', 'legal_entity'],
	companies: [...CARD_TYPES, 'birthday', 'smart_address', 'legal_entity'],
	customers: [...CARD_TYPES, 'chained_list'],
	catalogs:
		'text textarea url numeric price checkbox date date_time select category linked_entity'.split(
			' ',
		),
};

const FILE_UUID = '6f1f4a5c-0f3e-4c37-9d5e-4b6a1f1c2d3e';
const VERSION_UUID = '7f1f4a5c-0f3e-4c37-9d5e-4b6a1f1c2d3e';
const CHAT_ID = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';

/** Fills an account with something of everything that can be read of one. */
class Furnisher {
	private readonly subdomain: string;

	constructor(
		private readonly sample: EmulatedAccount,
		private readonly mode: CustomersMode,
	) {
		this.subdomain = sample.account.subdomain;
	}

	private async send(
		method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
		path: string,
		body: unknown,
	): Promise<Entity> {
		const answer = await this.sample.ask({ method, path: `/api/v4${path}`, body });
		if (answer.status >= 300) {
			throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		}
		return isEntity(answer.body) ? answer.body : {};
	}

	private async made(path: string, ...items: Entity[]): Promise<Entity[]> {
		const answer = await this.send('POST', path, items);
		return Object.values(embeddedIn(answer))[0] as Entity[];
	}

	private async madeIds(path: string, ...items: Entity[]): Promise<number[]> {
		return (await this.made(path, ...items)).map(({ id }) => Number(id));
	}

	private async seed(collection: string, ...items: Entity[]) {
		return await this.sample.control.seed(this.subdomain, collection, items);
	}

	/** The fields of an owner, and a value of each. */
	private async fields(owner: string, types: string[], ids: Ids): Promise<Entity[]> {
		const fields = await this.made(
			`/${owner}/custom_fields`,
			...types.map((type) => ({ type, name: `Field ${type}`, ...NEEDED[type]?.(ids) })),
		);
		return fields.map(({ id }, index) => ({ field_id: id, values: VALUES[types[index]](ids) }));
	}

	async furnish(): Promise<void> {
		await this.send('PATCH', '/customers/mode', { mode: this.mode, is_enabled: true });
		await this.people();
		await this.file();
		const { pipeline, stage } = await this.pipelines();
		const [catalog] = await this.madeIds('/catalogs', { name: 'Regular' });
		await this.madeIds('/catalogs', { name: 'Bills', type: 'invoices' });
		const [element] = await this.madeIds(`/catalogs/${catalog}/elements`, { name: 'Bare' });
		const [contact] = await this.madeIds('/contacts', { name: 'Bare' });
		const ids = { catalog, element, contact, file: FILE_UUID };
		await this.catalog(ids);
		await this.invoice(contact);
		const lead = await this.cards(ids, { pipeline, stage });
		await this.around(lead, ids, pipeline);
	}

	private async people(): Promise<void> {
		const [role] = await this.madeIds('/roles', { name: 'Manager' });
		await this.madeIds('/users', {
			name: 'Ann',
			email: 'ann@example.com',
			password: 'Passw0rd',
			rights: { role_id: role, group_id: 1 },
		});
		await this.madeIds('/users', {
			name: 'Bob',
			email: 'bob@example.com',
			password: 'Passw0rd',
			rights: { is_free: true },
		});
	}

	private async file(): Promise<void> {
		const by = { type: 'internal', id: this.sample.account.adminUserId };
		const common = {
			type: 'document',
			name: 'a',
			sanitized_name: 'a',
			size: 3,
			source_id: null,
			metadata: { extension: 'txt', mime_type: 'text/plain' },
			previews: null,
			created_at: 1_764_000_000,
			created_by: by,
			updated_at: 1_764_000_000,
			updated_by: by,
		};
		await this.seed('files', {
			...common,
			id: FILE_UUID,
			session_id: 1,
			is_trashed: false,
			has_multiple_versions: false,
			version_uuid: VERSION_UUID,
			deleted_at: null,
			deleted_by: null,
		});
		await this.seed(`files/${FILE_UUID}/versions`, {
			...common,
			id: VERSION_UUID,
			file_uuid: FILE_UUID,
			is_main: true,
		});
	}

	private async pipelines() {
		const [made] = await this.made('/leads/pipelines', {
			name: 'Second',
			sort: 20,
			is_main: false,
			is_unsorted_on: true,
		});
		const pipeline = Number(made.id);
		const [{ id: stage }] = (await this.made(`/leads/pipelines/${pipeline}/statuses`, {
			name: 'Told',
			sort: 30,
			descriptions: [{ level: 'newbie', description: 'Call' }],
		})) as [Entity];
		return { pipeline, stage: Number(stage) };
	}

	private async catalog(ids: Ids): Promise<void> {
		const owner = `catalogs/${ids.catalog}`;
		const values = await this.fields(owner, TYPES.catalogs, ids);
		await this.made(`/${owner}/elements`, { name: 'Full', custom_fields_values: values });
		await this.made(`/${owner}/custom_fields/groups`, { name: 'Own', sort: 5 });
	}

	private async invoice(contact: number): Promise<void> {
		const lists = await this.sample.ask({ method: 'GET', path: '/api/v4/catalogs' });
		const all = embeddedIn(lists.body).catalogs as Entity[];
		const id = Number(all.find(({ type }) => type === 'invoices')?.id);
		const code = (field_code: string, one: unknown) => ({ field_code, values: [{ value: one }] });
		const values = [
			code('BILL_STATUS', 'created'),
			code('PAYER', { name: 'Ann', entity_type: 'contacts', entity_id: contact }),
			code('SUPPLIER', { entity_id: 1 }),
			code('ITEMS', { description: 'Work', unit_price: 10, quantity: 2, unit_type: 'pc' }),
			code('BILL_PAYMENT_DATE', 1_764_000_000),
			code('BILL_PRICE', '20'),
		];
		await this.made(`/catalogs/${id}/elements`, { name: 'Bill', custom_fields_values: values });
	}

	private async cards(ids: Ids, place: { pipeline: number; stage: number }): Promise<number> {
		for (const card of ['leads', 'contacts', 'companies', 'customers']) {
			await this.made(`/${card}/custom_fields/groups`, { name: 'Own', sort: 5 });
		}
		const phone = { field_code: 'PHONE', values: [{ value: '+15550100', enum_code: 'WORK' }] };
		const mail = { field_code: 'EMAIL', values: [{ value: 'a@example.com', enum_code: 'WORK' }] };
		const tags = { _embedded: { tags: [{ name: 'First' }, { name: 'Second' }] } };
		const full = async (owner: string, ...more: Entity[]) => ({
			name: 'Full',
			custom_fields_values: [...(await this.fields(owner, TYPES[owner], ids)), ...more],
			...tags,
		});
		const [company] = await this.madeIds('/companies', await full('companies', phone, mail), {
			name: 'Bare',
		});
		const [contact] = await this.madeIds('/contacts', {
			...(await full('contacts', phone, mail)),
			first_name: 'Ann',
			last_name: 'Example',
		});
		await this.madeIds('/leads/tags', { name: 'Red', color: 'FF8F92' });
		const [reason] = await this.madeIds('/leads/loss_reasons', { name: 'Price' });
		const [source] = await this.madeIds('/sources', { name: 'Site', external_id: 'site' });
		void source;
		const details = await full('leads');
		const [lead, won] = await this.madeIds(
			'/leads',
			{
				...details,
				price: 1500,
				pipeline_id: place.pipeline,
				status_id: place.stage,
				_embedded: {
					...tags._embedded,
					contacts: [{ id: contact, is_main: true }, { id: ids.contact }],
					companies: [{ id: company }],
					source: { external_id: 'site', type: 'widget' },
				},
			},
			{ name: 'Won', status_id: 142 },
			{ name: 'Lost', status_id: 143, loss_reason_id: reason },
			{ name: 'Bare' },
		);
		await this.send('PATCH', `/leads/${won}`, { price: 7, name: 'Won at last' });
		await this.customers(await full('customers'), contact, company);
		const element = [
			{
				to_entity_id: ids.element,
				to_entity_type: 'catalog_elements',
				metadata: { catalog_id: ids.catalog, quantity: 2 },
			},
		];
		await this.send('POST', `/leads/${lead}/link`, element);
		await this.send('POST', `/contacts/${contact}/link`, element);
		await this.send('POST', `/companies/${company}/link`, element);
		await this.send('POST', `/contacts/${contact}/link`, [
			{ to_entity_id: company, to_entity_type: 'companies' },
		]);
		return lead;
	}

	private async customers(full: Entity, contact: number, company: number): Promise<void> {
		const date = 1_764_000_000;
		const color = '10599d';
		const segments =
			this.mode === 'segments'
				? [{ id: (await this.send('POST', '/customers/segments', { name: 'Old', color })).id }]
				: [];
		const embedded = { ...embeddedIn(full), segments };
		const [id] = await this.madeIds(
			'/customers',
			{ ...full, next_date: date, next_price: 100, _embedded: embedded },
			{ name: 'Bare', next_date: date },
		);
		await this.send('POST', `/customers/${id}/link`, [
			{ to_entity_id: contact, to_entity_type: 'contacts' },
			{ to_entity_id: company, to_entity_type: 'companies' },
		]);
		await this.made(
			`/customers/${id}/transactions`,
			{ price: 100, comment: 'First' },
			{ price: 50 },
		);
		await this.madeIds('/customers/notes', {
			entity_id: id,
			note_type: 'common',
			params: { text: 'Hello' },
		});
		await this.seed('customers/subscriptions', {
			entity_id: id,
			subscriber_id: this.sample.account.adminUserId,
			type: 'user',
		});
	}

	/** What hangs on cards, and what stands beside them. */
	private async around(lead: number, ids: Ids, pipeline: number): Promise<void> {
		const { adminUserId } = this.sample.account;
		const due = 1_780_000_000;
		const [task] = await this.madeIds(
			'/tasks',
			{ text: 'Call', complete_till: due, entity_id: lead, entity_type: 'leads' },
			{ text: 'Alone', complete_till: due, task_type_id: 2 },
		);
		await this.send('PATCH', `/tasks/${task}`, { is_completed: true, result: { text: 'Done' } });
		for (const card of ['leads', 'contacts', 'companies']) {
			const found = await this.sample.ask({ method: 'GET', path: `/api/v4/${card}` });
			const [{ id }] = embeddedIn(found.body)[card] as [Entity];
			await this.notes(card, Number(id));
		}
		await this.send('PUT', `/leads/${lead}/files`, [{ file_uuid: ids.file }]);
		await this.seed('leads/subscriptions', {
			entity_id: lead,
			subscriber_id: adminUserId,
			type: 'user',
		});
		await this.unsorted(pipeline);
		await this.seed('talks', { entity_id: lead, entity_type: 'lead', contact_id: ids.contact });
		await this.channels(ids.contact);
	}

	private async notes(card: string, id: number): Promise<void> {
		const note = (note_type: string, params: Entity) => ({ entity_id: id, note_type, params });
		const call = {
			uniq: '1',
			duration: 5,
			source: 'PBX',
			link: 'https://example.com/',
			phone: '+1',
		};
		await this.madeIds(
			`/${card}/notes`,
			note('common', { text: 'Hello' }),
			note('call_in', { ...call, call_responsible: 'Ann', call_result: 'Fine', call_status: 4 }),
			note('call_out', { ...call, call_responsible: 1, call_result: 'Fine', call_status: 4 }),
			note('service_message', { service: 'Shop', text: 'Paid' }),
			note('geolocation', { text: 'Here', address: 'A', longitude: '1.5', latitude: '2.5' }),
			note('sms_in', { text: 'Hi', phone: '+1' }),
			note('attachment', { file_uuid: FILE_UUID, version_uuid: VERSION_UUID, file_name: 'a.txt' }),
		);
	}

	private async unsorted(pipeline: number): Promise<void> {
		await this.made('/leads/unsorted/forms', {
			source_name: 'Site',
			source_uid: 'site',
			pipeline_id: pipeline,
			metadata: {
				form_id: 'form',
				form_name: 'Form',
				form_page: 'https://example.com/',
				ip: '192.0.2.1',
				form_sent_at: 1_764_000_000,
				referer: 'https://example.com/',
			},
			_embedded: { leads: [{ name: 'From a form' }], contacts: [{ name: 'Ann' }] },
		});
		await this.made('/leads/unsorted/sip', {
			source_name: 'PBX',
			source_uid: 'pbx',
			metadata: {
				from: '1',
				phone: '+15550100',
				called_at: 1_764_000_000,
				duration: 5,
				link: 'https://example.com/',
				service_code: 'pbx',
				uniq: 'call-1',
			},
			_embedded: { contacts: [{ name: 'Ann' }] },
		});
	}

	/** What an integration keeps in an account. */
	private async channels(contact: number): Promise<void> {
		await this.send('POST', '/contacts/chats', [{ contact_id: contact, chat_id: CHAT_ID }]);
		const [template] = await this.madeIds('/chats/templates', {
			name: 'Hello',
			content: 'Hello',
			type: 'waba',
			waba_category: 'UTILITY',
			waba_language: 'en',
			external_id: 'hello',
			buttons: [{ type: 'url', text: 'Site', url: 'https://example.com/' }],
		});
		await this.send('POST', `/chats/templates/${template}/review`, {});
		const destination = 'https://example.com/hook';
		await this.send('POST', '/webhooks', { destination, settings: ['add_lead'] });
		// What happens in a sample is told to nobody.
		await this.sample.control.setWebhookDisabled(this.subdomain, destination, true);
		await this.seed('bots', { name: 'Bot' });
		await this.seed(
			'widgets',
			{ code: 'mine', client_uuid: this.sample.integrationId, settings: { login: 'a' } },
			{ code: 'other' },
		);
		const pipelines = await this.sample.ask({ method: 'GET', path: '/api/v4/leads/pipelines' });
		const [{ id }] = embeddedIn(pipelines.body).pipelines as [Entity];
		const button = {
			account_id: this.sample.account.id,
			is_duplication_control_enabled: false,
			name: 'Button',
			pipeline_id: id,
			trusted_websites: ['example.com'],
		};
		// One is made, the other is still being made.
		await this.sample.add('website_buttons', [
			{ ...button, id: 1, source_id: 1, button_id: 11, created_at: 0 },
			{ ...button, id: 2, source_id: 2, button_id: 12, created_at: Number.MAX_SAFE_INTEGER },
		]);
	}
}

/** An account of the emulator's that holds something of everything, and nobody's data. */
export async function openSample(
	platform: Platform,
	mode: CustomersMode = 'segments',
): Promise<EmulatedAccount> {
	const sample = await EmulatedAccount.on(platform, 'sample');
	await new Furnisher(sample, mode).furnish();
	return sample;
}
