import { get } from 'lodash';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type {
	AccountOperation,
	Item,
	Operation,
	Target,
} from '../../../nodes/AmoCrm/factories/operation';
import type { AccountSession } from '../../../nodes/shared/account/session';
import type { Bytes } from '../../../nodes/shared/transport/bytes';
import { createApiClient } from '../../../nodes/shared/transport/client';
import type { Http } from '../../../nodes/shared/transport/http';
import { Writer } from '../emulator/support';
import { unpaced } from '../support/limiter';

interface Input {
	parameters: IDataObject;
	json: IDataObject;
}

let lastAccount = 0;

const noBytes: Bytes = {
	send: async () => await Promise.reject(new Error('These tests send no files.')),
	open: async () => await Promise.reject(new Error('These tests open no files.')),
};

/** Runs operations against the strict emulator, without n8n and without a network in between. */
export class Emulated extends Writer {
	session!: AccountSession;

	/** What was asked since the account was opened: `POST /api/v4/leads`. */
	readonly asked: string[] = [];

	async enter(timeZone?: string): Promise<void> {
		await this.begin('amocrm', timeZone);
		this.asked.length = 0;
		const { domain } = this.town.account;
		const http: Http = async ({ method, url, body }) => {
			const { pathname } = new URL(url);
			this.asked.push(`${method} ${pathname}`);
			await this.town.control.resetLimits();
			return await this.town.ask(method, url, { token: this.token, body });
		};
		const client = createApiClient(domain, http, unpaced());
		// Accounts are remembered by their key.
		this.session = {
			...client,
			key: `emulated ${++lastAccount}`,
			platform: 'amocrm',
			bytes: noBytes,
		};
	}

	/** What comes of each item, by the parameters that it gives: the output, or the sentence of its error. */
	async run(operation: AccountOperation, ...items: IDataObject[]): Promise<unknown[]> {
		return await this.runOn(
			operation,
			items.map((parameters) => ({ parameters, json: {} })),
		);
	}

	/** The same, of items that carry something. */
	async runOn(operation: AccountOperation, inputs: Input[]): Promise<unknown[]> {
		return await outcomes(operation, this.session, inputs);
	}
}

/** What comes of each item: the output, or the sentence of its error. */
export async function outcomes<Reach extends Target>(
	operation: Operation<Reach>,
	target: Reach,
	inputs: Input[],
): Promise<unknown[]> {
	const defaults = Object.fromEntries(
		operation.properties.map((property) => [property.name, property.default]),
	);
	const asItem = ({ parameters, json }: Input, index: number): Item => ({
		index,
		json,
		zone: 'Europe/Moscow',
		parameter: <T>(name: string, fallback?: T) =>
			get({ ...defaults, ...parameters } as object, name, fallback) as T,
		saved: (name) => get(parameters, name),
	});
	const functions = { addExecutionHints: () => undefined } as unknown as IExecuteFunctions;
	const results = await operation.run(target, inputs.map(asItem), functions);
	return results.flatMap((result): unknown[] =>
		'output' in result ? result.output : [(result.problem as Error).message],
	);
}
