import { omit } from 'lodash';
import { readBrackets } from '../../emulator/net/message';
import { Builder } from './builder';
import { Writer } from './support';
import type { Platform } from '../../emulator/types';

export type Told = Record<string, Record<string, Array<Record<string, unknown>>>>;

/** A writer in an account that tells its changes to a builder's server. */
export class Listener extends Writer {
	readonly builder = new Builder();

	override async open(): Promise<void> {
		await super.open();
		await this.builder.open();
	}

	override async begin(platform?: Platform): Promise<void> {
		this.builder.begin();
		await super.begin(platform);
	}

	close(): void {
		this.builder.close();
	}

	get address(): string {
		return `${this.builder.address}/hook?key=1`;
	}

	subscribe = async (...settings: string[]) =>
		await this.post('/webhooks', { destination: this.address, settings });

	/** Whatever code it is. */
	listen = async (...settings: string[]) => {
		await this.town.control.allowHookCodes('alpha', settings);
		await this.subscribe(...settings);
	};

	/** What has come since the last time, without the account of each. */
	told = async (): Promise<Told[]> => {
		await this.town.control.settleDeliveries();
		const bodies = this.builder.calls.map(({ body }) => readBrackets(body) as Told);
		this.builder.calls = [];
		return bodies.map((body) => omit(body, 'account') as Told);
	};
}
