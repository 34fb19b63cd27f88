import type { IDataObject } from 'n8n-workflow';

import { Account, activate } from '../support';
import { settled } from '../support/clock';
import { AmoHooks, deliver, single } from './amoHooks';

/** A change of a lead. */
export const change = (id = 501) => ({
	'leads[update][0][id]': id,
	'leads[update][0][pipeline_id]': 77,
	'leads[update][0][modified_user_id]': 9,
	'leads[update][0][last_modified]': 1_764_000_000,
});

export const events = ['update_lead'];

type Trigger = Parameters<typeof activate>[0];

/** amoCRM sends a body; to the trigger's own address, where no other is given. */
export type Call = (
	body: string,
	destination?: string,
	other?: Trigger,
) => ReturnType<typeof deliver>;

/** Activates the trigger, lets the work call it, and deactivates it. */
export async function whileActive(
	amo: AmoHooks,
	trigger: Trigger,
	work: (call: Call, destination: string) => Promise<void>,
) {
	const { deactivate } = await settled(activate(trigger));
	const own = amo.hook.destination;
	await work(async (body, to = own, by = trigger) => await deliver(by, to, body), own);
	await settled(deactivate());
}

/** The same with the trigger of one account. */
export async function withSingle(
	parameters: IDataObject,
	work: (call: Call, account: Account, destination: string) => Promise<void>,
) {
	const amo = new AmoHooks(new Account());
	const { account } = amo;
	await whileActive(amo, single(account, { events, ...parameters }), async (call, destination) => {
		await work(call, account, destination);
	});
}
