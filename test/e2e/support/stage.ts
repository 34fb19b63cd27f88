import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../../tools/system/browser';
import {
	createIntegrationCredential,
	type IntegrationCredentialOptions,
} from '../../../tools/n8n/integrationCredential';
import { ownConnection } from '../../../tools/n8n/n8nHttp';
import { N8nClient, type CreatedCredential } from '../../../tools/n8n/n8nClient';
import type { QueueProcess } from '../../../tools/n8n/n8nQueue';
import { EmulatorClient } from '../../../emulator/client';
import { zoneFor } from '../../../emulator/state/zones';
import type {
	Account,
	AccountSettings,
	Integration,
	IntegrationSettings,
} from '../../../emulator/types';
import { readAddress, type StageAddress } from './address';

/** One of n8n's processes: `main`, and in queue mode those beside it. It belongs to the host. */
export class StagedProcess {
	constructor(private readonly doorUrl: string) {}

	/** All that it has said so far. */
	async output(): Promise<string> {
		return await this.ask('output');
	}

	async restart(): Promise<void> {
		await this.ask('restart');
	}

	async stop(): Promise<void> {
		await this.ask('stop');
	}

	/** A crash; `start` brings it back. */
	async kill(): Promise<void> {
		await this.ask('kill');
	}

	async start(): Promise<void> {
		await this.ask('start');
	}

	private async ask(act: string): Promise<string> {
		const response = await fetch(`${this.doorUrl}/${act}`, { headers: ownConnection });
		const text = await response.text();
		if (!response.ok) throw new Error(text);
		return text;
	}
}

/** The n8n of this run, as its tests see it. */
export class StagedN8n {
	readonly url: string;
	readonly folder: string;
	readonly api: N8nClient;

	constructor(
		private readonly hostUrl: string,
		{ url, folder, session }: StageAddress['n8n'],
	) {
		this.url = url;
		this.folder = folder;
		this.api = new N8nClient(url, session);
	}

	process(name: QueueProcess): StagedProcess {
		return new StagedProcess(`${this.hostUrl}/${name}`);
	}
}

/** A name that no other test of this run uses. */
export function uniqueName(prefix: string): string {
	return `${prefix}${randomUUID().slice(0, 8)}`;
}

export class Stage {
	readonly n8n: StagedN8n;
	readonly emulator: EmulatorClient;
	readonly proxyUrl: string;

	constructor(address: StageAddress) {
		this.n8n = new StagedN8n(address.hostUrl, address.n8n);
		this.emulator = new EmulatorClient(address.emulator.controlUrl);
		this.proxyUrl = address.emulator.proxyUrl;
	}

	/** An account of its own for every test, in one of the environment's zones: none disturbs another. */
	async newAccount(settings: Partial<AccountSettings> = {}): Promise<Account> {
		const { currentTestName = '', testPath = '' } = expect.getState();
		return await this.emulator.createAccount({
			subdomain: uniqueName('test'),
			timeZone: zoneFor(currentTestName || basename(testPath)),
			...settings,
		});
	}

	/** An integration whose Redirect URI is the given production webhook. */
	async newIntegration(
		webhookPath: string,
		settings: Partial<IntegrationSettings> = {},
	): Promise<Integration> {
		const redirectUri = this.n8n.api.webhookUrl(webhookPath);
		const name = uniqueName('Integration ');
		return await this.emulator.createIntegration({ name, redirectUri, ...settings });
	}

	async newIntegrationCredential(
		integration: Integration,
		data: Omit<IntegrationCredentialOptions, 'name' | 'integration'> = {},
	): Promise<CreatedCredential> {
		const name = uniqueName('amoCRM integration ');
		return await createIntegrationCredential(this.n8n, { name, integration, ...data });
	}

	/** A browser for which amoCRM is the emulator. */
	async openBrowser(): Promise<Browser> {
		return await openBrowser({ proxyUrl: this.proxyUrl });
	}
}

/** The one stage of this e2e run. */
export function stage(): Stage {
	return new Stage(readAddress());
}
