import { request } from 'node:http';
import type { ControlApi } from './control/commands';

type Arguments<Name extends keyof ControlApi> = Parameters<ControlApi[Name]>;
type Result<Name extends keyof ControlApi> = ReturnType<ControlApi[Name]>;

/** The emulator's control interface as methods. Refusals are thrown with the emulator's own words. */
export class EmulatorClient implements ControlApi {
	constructor(private readonly controlUrl: string) {}

	/** A page that shows a person what the account holds: one lead of it marked. */
	leadUrl(subdomain: string, id: unknown): string {
		return `${this.controlUrl}/accounts/${subdomain}#leads-${String(id)}`;
	}

	/** A page where a person writes as a manager of the account. */
	chatsUrl(subdomain: string): string {
		return `${this.controlUrl}/accounts/${subdomain}/chats`;
	}

	createIntegration = this.command('createIntegration');
	updateIntegration = this.command('updateIntegration');
	createAccount = this.command('createAccount');
	account = this.command('account');
	renameAccount = this.command('renameAccount');
	installWidget = this.command('installWidget');
	uninstall = this.command('uninstall');
	issueCode = this.command('issueCode');
	authorize = this.command('authorize');
	authorizeExternal = this.command('authorizeExternal');
	issueTokens = this.command('issueTokens');
	issueLongLivedToken = this.command('issueLongLivedToken');
	grants = this.command('grants');
	log = this.command('log');
	advanceClock = this.command('advanceClock');
	setLatency = this.command('setLatency');
	addFault = this.command('addFault');
	clearFaults = this.command('clearFaults');
	resetLimits = this.command('resetLimits');
	setFilterOption = this.command('setFilterOption');
	setBehaviour = this.command('setBehaviour');
	allowHookCodes = this.command('allowHookCodes');
	revokeAccess = this.command('revokeAccess');
	expireAccess = this.command('expireAccess');
	entities = this.command('entities');
	seed = this.command('seed');
	change = this.command('change');
	deliveries = this.command('deliveries');
	settleDeliveries = this.command('settleDeliveries');
	setWebhookDisabled = this.command('setWebhookDisabled');
	sendDigitalPipeline = this.command('sendDigitalPipeline');
	widgetToken = this.command('widgetToken');
	runWidgetRequest = this.command('runWidgetRequest');
	uploadWidget = this.command('uploadWidget');
	openFront = this.command('openFront');
	runDesignedBot = this.command('runDesignedBot');
	fireWidgetTrigger = this.command('fireWidgetTrigger');
	createChannel = this.command('createChannel');
	updateChannel = this.command('updateChannel');
	chats = this.command('chats');
	sendFromCard = this.command('sendFromCard');
	typeInCard = this.command('typeInCard');
	reactInCard = this.command('reactInCard');
	writeFirst = this.command('writeFirst');
	empty = this.command('empty');
	put = this.command('put');
	join = this.command('join');
	reset = this.command('reset');

	private command<Name extends keyof ControlApi>(name: Name) {
		return ((...args: Arguments<Name>) => this.call(name, args)) as (
			...args: Arguments<Name>
		) => Result<Name>;
	}

	/** Plain node:http: no proxy setting and no test's network mock is meant for this. */
	private async call(name: string, args: unknown[]): Promise<unknown> {
		const body = JSON.stringify(args);
		const answer = await new Promise<string>((resolve, reject) => {
			const headers = { 'content-type': 'application/json' };
			const sent = request(
				`${this.controlUrl}/${name}`,
				{ method: 'POST', headers },
				(response) => {
					let text = '';
					response.setEncoding('utf8');
					response.on('data', (chunk: string) => (text += chunk));
					response.on('end', () => resolve(text));
					response.on('error', reject);
				},
			);
			sent.on('error', (error) =>
				reject(new Error(`The emulator at ${this.controlUrl} does not answer: ${error.message}`)),
			);
			sent.end(body);
		});
		const { result, error } = JSON.parse(answer) as { result?: unknown; error?: string };
		if (error !== undefined) throw new Error(error);
		return result ?? undefined;
	}
}
