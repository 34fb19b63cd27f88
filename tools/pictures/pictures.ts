import type { IDataObject } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { archiveParameters } from './ownWidget';
import type { Studio } from './studio';
import { nodeType } from '../system/manifest';

/** A picture of the documentation. */
export interface Picture {
	file: string;
	/** The page, ready to be taken. */
	pose(studio: Studio): Promise<Page>;
	/** Selector of what of the page is shown; else all of it. */
	part?: string;
}

const nodeWindow = '[data-test-id="ndv"]';

const nodeId = '7a1e3d40-52c4-4a55-8f0e-3a5a3f0d9001';

const inAccount = (mode: string, value: string) => ({
	account: { __rl: true, mode, value, cachedResultName: value },
});

/** A node that is open in the editor, with every credential: its parameters tell which it takes. */
async function openNode(
	studio: Studio,
	type: string,
	name: string,
	parameters: IDataObject,
): Promise<Page> {
	const id = await studio.createWorkflow({
		name: 'amoCRM',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				id: nodeId,
				name,
				type: nodeType(type),
				webhookId: nodeId,
				parameters: parameters as never,
				credentials: studio.credentials,
			},
		],
		connections:
			type === 'amoCrm' ? { Start: { main: [[{ node: name, type: 'main', index: 0 }]] } } : {},
	});
	return await studio.editor(`/workflow/${id}/${nodeId}`);
}

const openAction = async (studio: Studio, parameters: IDataObject) =>
	await openNode(studio, 'amoCrm', 'amoCRM', { authentication: 'installedAccount', ...parameters });

const leadForm = { mappingMode: 'defineBelow', value: { name: 'Order 7', price: 1500 } };

const newOrMovedLeads = {
	authentication: 'installedAccount',
	events: ['add_lead', 'status_lead'],
	filters: { ignoreOwn: true },
};

const canvas = (file: string, example: string): Picture => ({
	file,
	async pose(studio) {
		const id = await studio.createExample(example);
		const page = await studio.editor(`/workflow/${id}`);
		await page.getByTestId('canvas-node').first().waitFor();
		await page.getByTestId('zoom-to-fit').click();
		return page;
	},
});

const credential = (file: string, type: string, shown: string): Picture => ({
	file,
	part: '.el-dialog',
	async pose(studio) {
		const page = await studio.editor(`/home/credentials/${studio.credentials[type].id}`);
		await page.getByText(shown).first().waitFor();
		return page;
	},
});

/** What a person sees after the install, in the language of their browser. */
const installPage = (file: string, locale: string): Picture => ({
	file,
	async pose(studio) {
		const page = await studio.page({ locale, viewport: { width: 700, height: 420 } });
		await page.goto(await studio.consent());
		return page;
	},
});

const trigger = (
	kind: string,
	displayName: string,
	parameters: IDataObject,
	shown: string,
): Picture => ({
	file: `${kind.toLowerCase() || 'crm'}-trigger.png`,
	part: nodeWindow,
	async pose(studio) {
		const page = await openNode(studio, `amoCrm${kind}Trigger`, displayName, parameters);
		await page.getByText(shown).first().waitFor();
		return page;
	},
});

export const pictures: Picture[] = [
	canvas('workflow.png', 'welcome-account'),
	{
		file: 'lead-form.png',
		part: nodeWindow,
		async pose(studio) {
			const page = await openAction(studio, {
				resource: 'lead',
				operation: 'create',
				...inAccount('domain', 'romashka.amocrm.ru'),
				fields: leadForm,
			});
			await page.getByText('Responsible User').first().waitFor();
			return page;
		},
	},
	{
		file: 'account-picker.png',
		part: nodeWindow,
		async pose(studio) {
			const list = { resource: 'lead', operation: 'get', ...inAccount('list', '') };
			const page = await openAction(studio, list);
			await page.getByTestId('resource-locator-account').locator('input').last().click();
			await page.getByText('Vector').first().waitFor();
			return page;
		},
	},
	{
		file: 'error.png',
		part: nodeWindow,
		async pose(studio) {
			const page = await openAction(studio, {
				resource: 'lead',
				operation: 'update',
				...inAccount('domain', 'romashka.amocrm.ru'),
				lead: { __rl: true, mode: 'id', value: '999999' },
				fields: leadForm,
			});
			await page.getByTestId('node-execute-button').click();
			await page.getByTestId('node-error-message').first().waitFor();
			await page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
			return page;
		},
	},
	installPage('page.png', 'en-US'),
	installPage('page.ru.png', 'ru-RU'),
	{
		file: 'own-widget-form.png',
		part: nodeWindow,
		async pose(studio) {
			const url = 'https://n8n.example.com/webhook/7f3a/amocrm-widget';
			const page = await openNode(studio, 'amoCrm', 'amoCRM', archiveParameters(url));
			await page.getByText('Short Description (English)').first().waitFor();
			return page;
		},
	},
	{
		file: 'own-widget-settings.png',
		part: '[data-test-id="modal"]',
		pose: async (studio) => await (await studio.ownWidget()).settings(),
	},
	{
		file: 'own-widget-card.png',
		part: '#right-column',
		pose: async (studio) => await (await studio.ownWidget()).card(),
	},
	credential('credential-oauth2.png', 'amoCrmOAuth2Api', 'Account Address'),
	credential('credential-token.png', 'amoCrmTokenApi', 'Account Address'),
	credential('credential-integration.png', 'amoCrmIntegrationApi', 'Client Secret'),
	trigger('Install', 'amoCRM Install Trigger', { events: ['installed'] }, 'Events'),
	trigger('', 'amoCRM Trigger', { accounts: 'every', ...newOrMovedLeads }, 'Events'),
	trigger(
		'Polling',
		'amoCRM Polling Trigger',
		{ ...inAccount('domain', 'romashka.amocrm.ru'), ...newOrMovedLeads },
		'Events',
	),
	trigger('Widget', 'amoCRM Widget Trigger', { calls: ['frontEnd', 'salesbot'] }, 'Calls'),
	trigger('Chat', 'amoCRM Chat Trigger', {}, 'Events'),
];
