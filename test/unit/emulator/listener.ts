import { omit } from 'lodash';
import { readBrackets } from '../../../emulator/net/message';
import { Builder } from './builder';
import { Town, Writer } from './support';
import type { Platform } from '../../../emulator/types';

export type Told = Record<string, Record<string, Array<Record<string, unknown>>>>;

/** A writer in an account that tells its changes to a builder's server. */
export class Listener extends Writer {
	readonly builder = new Builder();
	private since = 0;

	/** @param limitMs how long the builder's server may take */
	constructor(private readonly limitMs?: number) {
		super();
	}

	override async open(): Promise<void> {
		this.town = await Town.open(this.limitMs);
		await this.builder.open();
	}

	override async begin(platform?: Platform, timeZone?: string): Promise<void> {
		this.builder.begin();
		await super.begin(platform, timeZone);
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

	/** What has come since the last time, in the order in which it was sent, without the account of each. */
	told = async (): Promise<Told[]> => {
		const { control } = this.town;
		await control.settleDeliveries();
		const sent = await control.log({ kind: 'hook', since: this.since });
		this.since = (sent.at(-1)?.index ?? this.since - 1) + 1;
		const bodies = sent.filter(({ status }) => status !== null).map(({ body }) => body);
		return bodies.map((body) => omit(readBrackets(body), 'account') as Told);
	};
}
