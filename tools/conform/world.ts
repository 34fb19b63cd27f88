import { uniqBy } from 'lodash';

import type { LinkEnd, LinkMetadata } from '../../emulator/state/links';
import type { Model } from '../../emulator/state/collection';
import { dayOf, checkZone } from '../../emulator/state/zones';
import { embeddedIn, isEntity, type Answer, type Entity } from './ask';
import { Documented } from './documented';
import { EmulatedAccount } from './emulated';
import { bare, keptOf, kindOf, type Place as Kept } from './kept';
import type { ReadOperation } from './operations';
import { Observer, type Shape, type Vocabulary } from './shape';

/** What the emulator's own answers look like: by resource, and for calls that show no entity of a list. */
export interface Lore {
	words: Vocabulary;
	/** By resource of the node. */
	shapes: Map<string, Shape>;
}

type Place = Omit<Kept, 'integrationId'>;

const CARDS = ['leads', 'contacts', 'companies', 'customers'];

const zoneIn = (account: Entity): string => {
	const { datetime_settings: settings } = embeddedIn(account);
	const zone = isEntity(settings) ? String(settings.timezone) : 'UTC';
	try {
		checkZone(zone);
		return zone;
	} catch {
		return 'UTC';
	}
};

export const daysOf = (timeZone: string) => ({
	isDay: (seconds: number) => dayOf(timeZone, seconds) === seconds,
});

/** The domains under which accounts live. */
const BASES = ['amocrm.ru', 'kommo.com', 'amocrm.com'] as const;

export const baseDomainOf = (domain: string) => BASES.find((base) => domain.endsWith(`.${base}`));

/** An account of the emulator that holds what was read elsewhere, in the documentation's form. */
export class Twin {
	private readonly pipelines = new Map<unknown, Model>();
	private readonly filled = new Set<string>();
	private readonly observer: Observer;

	private constructor(
		readonly emulated: EmulatedAccount,
		readonly timeZone: string,
		private readonly lore: Lore,
		private readonly customersMode: string,
	) {
		this.observer = new Observer(lore.words, daysOf(timeZone));
	}

	/** @param account its answer to `GET /account` with everything */
	static async open(domain: string, account: Entity, lore: Lore): Promise<Twin> {
		const timeZone = zoneIn(account);
		const emulated = await EmulatedAccount.open({
			subdomain: 'example',
			baseDomain: baseDomainOf(domain),
			timeZone,
			id: Number(account.id),
			adminUserId: Number(account.current_user_id),
		});
		const { control } = emulated;
		const { is_api_filter_enabled: hasFilters, customers_mode: mode } = account;
		await control.setFilterOption('example', hasFilters === true);
		if (mode === 'segments' || mode === 'periodicity') {
			const body = { mode, is_enabled: true };
			await emulated.ask({ method: 'PATCH', path: '/api/v4/customers/mode', body });
		}
		const twin = new Twin(emulated, timeZone, lore, String(mode));
		const types = embeddedIn(account).task_types;
		if (Array.isArray(types)) {
			const path = '_embedded.task_types';
			const known = twin.documented('account').of(types, path, 'task_types') as Model[];
			await emulated.replace('task_types', known);
		}
		return twin;
	}

	get ask() {
		return this.emulated.ask;
	}

	get hasCustomers(): boolean {
		return ['segments', 'periodicity'].includes(this.customersMode);
	}

	/** Takes over what a list held; also what its entities tell of others. */
	async take(operation: ReadOperation, place: Place, key: string, read: Entity[]): Promise<void> {
		const kept = keptOf(operation);
		const documented = this.documented(kindOf(operation));
		const ownKey = documented.keyOf(key);
		if (ownKey === undefined) return;
		const known = read.map((entity) => {
			const path = `_embedded.${ownKey}${this.observer.segment(entity, ownKey)}`;
			return documented.of(entity, path) as Entity;
		});
		await this.takeLinks(place.path, place.gaps, known);
		await this.takeTags(place.path, known);
		if (operation.resource === 'stage') return await this.takeStages(known);
		if (operation.resource === 'event') await this.takeNames(known);
		if (kept.isNotKept) return;
		const { integrationId } = this.emulated;
		const { model = (entity: Entity) => bare(entity) } = kept;
		const models = known.map((entity) => model(entity, { ...place, integrationId }) as Model);
		if (operation.resource === 'pipeline') {
			for (const one of models) this.pipelines.set(one.id, one);
		}
		const collection =
			kept.collection?.(place.gaps) ?? place.path.replace(/^\/(api\/v4|v1\.0)\//, '');
		if (!this.filled.has(collection)) await this.emulated.control.empty('example', collection);
		this.filled.add(collection);
		await this.emulated.add(collection, models);
	}

	private documented(kind: string): Documented {
		const shape = this.lore.shapes.get(kind) ?? new Map();
		return new Documented(shape, this.observer, this.timeZone);
	}

	/** Stages are kept within their pipeline, and show there what else is told of them. */
	private async takeStages(stages: Entity[]): Promise<void> {
		for (const stage of stages) {
			const held = this.pipelines.get(stage.pipeline_id)?.stages as Entity[] | undefined;
			const own = held?.find(({ id }) => id === stage.id);
			if (own) own.descriptions = stage.descriptions ?? [];
		}
		await this.emulated.replace('leads/pipelines', [...this.pipelines.values()]);
	}

	private async takeTags(path: string, entities: Entity[]): Promise<void> {
		const card = CARDS.find((one) => path === `/api/v4/${one}`);
		if (!card) return;
		const tags = entities.flatMap((entity) => (embeddedIn(entity).tags ?? []) as Model[]);
		const held = await this.emulated.control.entities('example', `${card}/tags`);
		const fresh = uniqBy(tags, 'id').filter(({ id }) => !held.some((one) => one.id === id));
		await this.emulated.add(`${card}/tags`, fresh);
	}

	/** What is embedded in a card, or listed as its links. */
	private async takeLinks(
		path: string,
		gaps: Record<string, string>,
		entities: Entity[],
	): Promise<void> {
		const card = CARDS.find((one) => path === `/api/v4/${one}`);
		const listed = path.endsWith('/links') ? entities : [];
		const ofList = listed.map(({ to_entity_id: id, to_entity_type: type, metadata }) => {
			const { main_contact: isMain, ...others } = isEntity(metadata) ? metadata : {};
			return {
				ends: [endOf(gaps.cardType, gaps.card), endOf(type, id)],
				metadata: { ...others, ...(isMain === undefined ? {} : { is_main: isMain === true }) },
			};
		});
		const embedded = card ? entities.flatMap((entity) => embeddedLinks(card, entity)) : [];
		const links = [...embedded, ...ofList] as Array<{
			ends: [LinkEnd, LinkEnd];
			metadata: LinkMetadata;
		}>;
		await this.emulated.control.join('example', links);
	}

	/** Events tell the names of cards that may not have been read. */
	private async takeNames(events: Entity[]): Promise<void> {
		for (const event of events) {
			const { entity } = embeddedIn(event);
			const card =
				CARDS.find((one) => one === `${String(event.entity_type)}s`) ??
				(event.entity_type === 'company' ? 'companies' : undefined);
			if (!card || !isEntity(entity) || typeof entity.name !== 'string') continue;
			const held = await this.emulated.control.entities('example', card);
			if (held.some(({ id }) => id === event.entity_id)) continue;
			// In the trash it is in no list.
			const stub = { id: Number(event.entity_id), name: entity.name, is_deleted: true };
			await this.emulated.add(card, [stub]);
		}
	}
}

const endOf = (type: unknown, id: unknown): LinkEnd => ({ type: String(type), id: Number(id) });

const LINKED = [...CARDS, 'catalog_elements'];

function embeddedLinks(card: string, entity: Entity) {
	return LINKED.flatMap((type) => {
		const list = embeddedIn(entity)[type];
		return (Array.isArray(list) ? list.filter(isEntity) : []).map(({ id, metadata, is_main }) => ({
			ends: [endOf(card, entity.id), endOf(type, id)],
			metadata: {
				...(isEntity(metadata) ? metadata : {}),
				...(is_main === undefined ? {} : { is_main: is_main === true }),
			},
		}));
	});
}

export const entityIn = ({ body }: Answer): Entity => (isEntity(body) ? body : {});
