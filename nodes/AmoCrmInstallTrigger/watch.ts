import { sleep, type FunctionsBase, type IHookFunctions } from 'n8n-workflow';

import { attempt } from '../shared/attempt';
import { openIntegration, type Integration } from '../shared/registry/integration';
import { onOrigin, openDoor } from '../shared/transport/door';
import { resumptionQuery } from './resumption';

/** How often notes of install calls are looked through. */
const WATCH_MS = 10_000;

/** What is being watched in this process, by trigger; another start of the same trigger ends the earlier watch. */
const watches = new Map<string, symbol>();

/** Names a trigger among all of this n8n. */
export const ownerOf = (functions: FunctionsBase): string =>
	`${functions.getWorkflow().id ?? ''}/${functions.getNode().id}`;

/** The trigger's own address: from inside, and where the inner one does not lead to webhooks, as the world sees it. */
function addresses(functions: IHookFunctions, { n8nApi }: Integration): URL[] {
	const outer = functions.getNodeWebhookUrl('default') ?? '';
	if (!URL.canParse(outer)) return [];
	const { pathname } = new URL(outer);
	return [new URL(n8nApi.baseUrl + pathname), new URL(outer)];
}

/** Asks the trigger to go on with a note: its workflow can be started by a call only. */
async function callBack(
	functions: IHookFunctions,
	integration: Integration,
	id: number,
): Promise<void> {
	const query = new URLSearchParams(resumptionQuery(id, integration.keys));
	for (const address of addresses(functions, integration)) {
		const url = `${address.href}?${query.toString()}`;
		const door = openDoor(integration.send, onOrigin(address.origin));
		const called = await attempt(door({ method: 'GET', url }));
		if (called.ok && called.value.status === 200) return;
	}
	functions.logger.warn(
		'An amoCRM install that a crash cut off waits: this n8n cannot call its own webhook.',
	);
}

async function look(functions: IHookFunctions): Promise<void> {
	const integration = await openIntegration(functions);
	const { journal } = integration.accounts;
	for (const id of await journal.abandoned(ownerOf(functions))) {
		await callBack(functions, integration, id);
	}
}

/** Looks, from now until `stopWatch`, for install calls that a process left unfinished. */
export function startWatch(functions: IHookFunctions): void {
	const owner = ownerOf(functions);
	const watch = Symbol(owner);
	watches.set(owner, watch);
	void (async () => {
		while (watches.get(owner) === watch) {
			// What keeps it from looking shows with the next call, too, and is said there.
			await attempt(look(functions));
			await sleep(WATCH_MS);
		}
	})();
}

export function stopWatch(functions: IHookFunctions): void {
	watches.delete(ownerOf(functions));
}
