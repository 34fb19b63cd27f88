import type { IDataObject } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';

export interface Hand {
	click(target: Locator): Promise<void>;
	write(target: Locator, text: string): Promise<void>;
}

/** The first lead, from an empty canvas, in the steps that README names. */
export async function makeFirstLead(page: Page, { click, write }: Hand): Promise<void> {
	const search = async (word: string) => {
		await write(page.getByTestId('node-creator-search-bar'), word);
	};
	const choose = async (name: string) => {
		const found = page.getByTestId('node-creator-item-name');
		await click(found.getByText(name, { exact: true }).first());
	};
	await click(page.getByTestId('canvas-plus-button').first());
	await choose('Trigger manually');
	await click(page.getByTestId('canvas-handle-plus').first());
	await search('amocrm');
	await choose('amoCRM');
	await choose('Create a lead');
	const name = page.getByTestId('parameter-input-name').locator('input').first();
	await click(name);
	await write(name, 'My first lead');
	await click(page.getByTestId('node-execute-button'));
}

/** The credential that it needs, from the empty list of credentials. */
export async function makeCredential(
	page: Page,
	{ click, write }: Hand,
	{ accountAddress, accessToken }: IDataObject,
): Promise<void> {
	const type = 'amoCRM Long-Lived Token API';
	await click(page.getByRole('button', { name: /(create|add) (first )?credential/i }).first());
	const search = page.getByTestId('new-credential-type-select').locator('input');
	await write(search, type);
	await click(page.getByText(type, { exact: true }).last());
	await click(page.getByTestId('new-credential-type-button'));
	const input = (name: string) => page.getByTestId(`parameter-input-${name}`).locator('input');
	await write(input('accountAddress'), String(accountAddress));
	await write(input('accessToken'), String(accessToken));
	await click(page.getByTestId('credential-save-button'));
	await page.getByText('Connection tested successfully').waitFor();
}
