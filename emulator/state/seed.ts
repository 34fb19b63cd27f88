import type { AccountState, CustomField, EnumOption, Pipeline, Stage } from './account';
import { LOST, WON } from './account';
import { seedCustomerStatuses } from './customerStatuses';
import type { Ids } from './ids';

/** What every account has from its first day. amocrm.ru/developers: crm/leads_pipelines, crm/custom-fields. */
export function seedAccount(account: AccountState): void {
	account.collection('users').insert(adminUser(account));
	for (const type of TASK_TYPES) account.collection('task_types').insert({ ...type });
	account.collection('leads/pipelines').insert(salesPipeline(account));
	for (const card of ['contacts', 'companies']) {
		const fields = account.collection(`${card}/custom_fields`);
		fields.insert(multitext(account, card, 'PHONE', 'Phone', PHONE_KINDS));
		fields.insert(multitext(account, card, 'EMAIL', 'Email', EMAIL_KINDS));
	}
	for (const card of ['leads', 'contacts', 'companies', 'customers']) seedGroups(account, card);
	seedCustomerStatuses(account);
}

const TASK_TYPES = [
	{ id: 1, name: 'Follow-up', color: null, icon_id: null, code: 'FOLLOW_UP' },
	{ id: 2, name: 'Meeting', color: null, icon_id: null, code: 'MEETING' },
];

const PHONE_KINDS = ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'];
const EMAIL_KINDS = ['WORK', 'PRIV', 'OTHER'];

export function seedGroups(account: AccountState, card: string, entityType = card): void {
	const groups = account.collection(`${card}/custom_fields/groups`);
	const common = { is_predefined: true, type: 'custom_field_group', entity_type: entityType };
	groups.insert({ id: 'default', name: 'Main', sort: 0, ...common });
	if (card === 'leads') groups.insert({ id: 'statistic', name: 'Statistics', sort: 1, ...common });
}

const FULL_RIGHTS = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };

export function adminUser(account: AccountState) {
	const { adminUserId, subdomain, language } = account.info;
	return {
		id: adminUserId,
		name: `Admin of ${subdomain}`,
		email: `admin@${subdomain}.example`,
		lang: language,
		rights: {
			leads: { ...FULL_RIGHTS },
			contacts: { ...FULL_RIGHTS },
			companies: { ...FULL_RIGHTS },
			tasks: { edit: 'A', delete: 'A' },
			mail_access: true,
			catalog_access: true,
			files_access: true,
			status_rights: null,
			catalog_rights: null,
			is_admin: true,
			is_free: false,
			is_active: true,
			group_id: null,
			role_id: null,
		},
	};
}

export function makeStage(
	ids: Ids,
	accountId: number,
	pipelineId: number,
	stage: { name: string; sort: number; color?: string; type?: 0 | 1; id?: number },
): Stage {
	const { id = ids.take('status'), name, sort, color = '#98cbff', type = 0 } = stage;
	return {
		id,
		name,
		sort,
		is_editable: type === 0 && id !== WON && id !== LOST,
		pipeline_id: pipelineId,
		color,
		type,
		account_id: accountId,
		descriptions: [],
	};
}

/** The stages that no pipeline is without. */
export function fixedStages(ids: Ids, accountId: number, pipelineId: number): Stage[] {
	const make = makeStage.bind(null, ids, accountId, pipelineId);
	return [
		make({ name: 'Incoming leads', sort: 10, color: '#c1c1c1', type: 1 }),
		make({ name: 'Closed - won', sort: 10_000, color: '#ccff66', id: WON }),
		make({ name: 'Closed - lost', sort: 11_000, color: '#d5d8db', id: LOST }),
	];
}

function salesPipeline({ ids, info }: AccountState): Pipeline {
	const id = ids.take('pipeline');
	const [unsorted, ...closed] = fixedStages(ids, info.id, id);
	const ordinary = ['First contact', 'Negotiation', 'Decision'].map((name, index) =>
		makeStage(ids, info.id, id, { name, sort: 20 + 10 * index }),
	);
	return {
		id,
		name: 'Sales',
		sort: 1,
		is_main: true,
		is_unsorted_on: true,
		is_archive: false,
		account_id: info.id,
		stages: [unsorted, ...ordinary, ...closed],
	};
}

function multitext(
	{ ids, info }: AccountState,
	card: string,
	code: string,
	name: string,
	kinds: string[],
): CustomField {
	const enums: EnumOption[] = kinds.map((value, index) => ({
		id: ids.take('enum'),
		value,
		sort: (index + 1) * 2,
	}));
	return {
		...fieldDefaults(info.id, card),
		id: ids.take('field'),
		name,
		type: 'multitext',
		code,
		sort: code === 'PHONE' ? 4 : 6,
		is_deletable: false,
		is_predefined: true,
		enums,
	};
}

/** Every key of a custom field's model. */
export function fieldDefaults(accountId: number, card: string) {
	return {
		id: 0,
		name: '',
		type: 'text',
		account_id: accountId,
		code: null as string | null,
		sort: 500,
		is_api_only: false,
		is_computed: false,
		is_deletable: true,
		is_predefined: false,
		is_visible: true,
		is_required: false,
		enums: null as EnumOption[] | null,
		group_id: 'default' as string | null,
		required_statuses: [] as unknown[],
		hidden_statuses: [] as unknown[],
		entity_type: card,
		remind: null as string | null,
		currency: null as string | null,
		settings: null as unknown,
		tracking_callback: null as string | null,
		chained_lists: null as unknown,
		search_in: null as unknown,
		nested: null as EnumOption[] | null,
	};
}
