import { randomBytes } from 'node:crypto';
import type { PublicStage } from '../control/stage';
import { disableHookQuery, withQuery } from '../net/hooks';
import { codeQuery } from '../oauth/redirect';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { World } from '../state/world';
import type { Delivery, Place } from '../types';
import { readArchive, type UploadedWidget } from './archive';
import type { Manifest } from './manifest';

export interface WidgetUpload {
	integrationId: string;
	/** Base64. */
	archive: string;
	fileName?: string;
}

/** Puts an archive under an integration's settings. @throws Error with all that it is refused for, a line each */
export async function uploadWidget(
	world: World,
	{ integrationId, archive, fileName }: WidgetUpload,
): Promise<{ code: string }> {
	world.integration(integrationId);
	const { widget, problems } = await readArchive(Buffer.from(archive, 'base64'), fileName);
	if (!widget) throw new Error(problems.join('\n'));
	const code = world.widgets.get(integrationId)?.code ?? `widget_${randomBytes(4).toString('hex')}`;
	world.widgets.set(integrationId, { ...widget, integrationId, code });
	return { code };
}

const templateOf = ({ settings = {} }: Manifest) =>
	Object.entries(settings).map(([key, { type, required }]) => ({
		key,
		type,
		is_required: required,
	}));

/** What an account's list of widgets says of this one. */
export function widgetModel(account: AccountState, uploaded: UploadedWidget): Model {
	const { code, manifest, integrationId } = uploaded;
	const widgets = account.collection('widgets');
	const found =
		widgets.all().find((widget) => widget.code === code) ??
		widgets.insert({
			id: account.ids.take('entity'),
			code,
			rating: '0,0',
			is_lead_source: false,
			is_crm_template: false,
			client_uuid: integrationId,
			is_active_in_account: false,
			pipeline_id: null,
		});
	return Object.assign(found, {
		version: manifest.widget.version,
		settings_template: templateOf(manifest),
		is_work_with_dp: manifest.dp !== undefined,
	});
}

/** Widgets that an account's users may see: of public integrations, and of its own. */
export const widgetsFor = (world: World, account: AccountState): UploadedWidget[] =>
	[...world.widgets.values()].filter(({ integrationId }) =>
		world.accountsOpenTo(world.integration(integrationId)).includes(account),
	);

/** Grants the integration, and brings its server the code. amocrm.ru/developers: oauth/auth-public-integrations. */
export async function installIntegration(
	{ world, hooks }: PublicStage,
	place: Place,
): Promise<Delivery> {
	const { redirectUri } = world.integration(place.integrationId);
	const party = world.partyOf(place);
	const query = codeQuery(world, place.integrationId, place.subdomain);
	const more = { client_id: party.integrationId, from_widget: '1' };
	return await hooks.send(withQuery(redirectUri, { ...query, ...more }), party);
}

/** Guess: the tokens are dead before the hook leaves. Null: the integration has no address for it. */
export async function disableIntegration(
	{ world, hooks }: PublicStage,
	place: Place,
): Promise<Delivery | null> {
	const party = world.partyOf(place);
	const integration = world.integration(party.integrationId);
	world.checkInstalled(place);
	world.uninstall(party);
	if (!integration.disableUri) return null;
	const query = disableHookQuery(integration, party.accountId);
	return await hooks.send(withQuery(integration.disableUri, query), party);
}
