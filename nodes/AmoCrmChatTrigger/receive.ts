import { createHash } from 'node:crypto';
import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { readChannel, type ChatChannel } from '../shared/channel/credential';
import { answerServer } from '../shared/hooks/call';
import {
	handOver,
	onItsWay,
	resumeAbandoned,
	triggerIdOf,
	watchIntegration,
	type Handed,
} from '../shared/hooks/notes';
import { isRepeated, keepUnsaved, remember } from '../shared/hooks/repeats';
import { cardOf, type InstalledAccount } from '../shared/registry/account';
import {
	functionsForCall,
	openIntegration,
	type Integration,
} from '../shared/registry/integration';
import { settle, type Settled } from '../shared/settle';
import { splitList } from '../shared/fields/values';
import { retry } from '../shared/transport/retry';
import { authenticate, type Genuine } from './authenticate';
import { itemOf, readHook, type ChatHook } from './hook';
import { hookNotes, type OpenHookNote } from './note';

/** The same for the same hook. */
const idOf = (body: string | Buffer) => createHash('sha256').update(body).digest('base64url');

type ChatFunctions = IWebhookFunctions | ITriggerFunctions;

const isChosen = (functions: ChatFunctions, event: unknown): boolean =>
	splitList(functions.getNodeParameter('events', [])).includes(event);

/** Where the call has been answered, the run waits so long for a table that is away. */
const LOOKING_UP = { mayRetry: () => true, retries: 3, firstPauseMs: 500 };
const LOOKING_UP_MS = 15_000;

const asUnknown = ({ platform }: ChatChannel) => ({
	id: 0,
	domain: '',
	subdomain: '',
	platform,
	name: '',
	externalId: '',
	labels: [],
});

/** The item of a hook; nothing where it starts no run. @param patienceMs how long the account is looked for */
async function itemFor(
	functions: ChatFunctions,
	{ accounts }: Integration,
	channel: ChatChannel,
	{ hook, ...arrival }: { hook: ChatHook; id: string; receivedAt: string },
	patienceMs = LOOKING_UP_MS,
): Promise<IDataObject | undefined> {
	const { amojoId, told } = hook;
	if (!told) return undefined;
	const finding = settle(retry(async () => await accounts.findInChats(amojoId), LOOKING_UP));
	const found = await Promise.race([finding, sleep(patienceMs)]);
	const known: InstalledAccount | undefined = found?.ok ? found.value : undefined;
	if (known?.pausedAt) {
		functions.logger.warn(
			`A hook of amoCRM's chats starts nothing: the account ${known.domain || known.accountId} is paused.`,
		);
		return undefined;
	}
	const account = known ? cardOf(known) : asUnknown(channel);
	return itemOf(hook, told, { ...arrival, channelId: channel.channelId, account });
}

type Start = (items: INodeExecutionData[][]) => void;

/** Starts the workflow, and closes the note when n8n has the run. */
async function start(
	note: Handed | undefined,
	work: Promise<IDataObject | undefined>,
	begin: Start,
): Promise<void> {
	const made = await settle(work);
	handOver(note, begin, () => {
		if (!made.ok) throw made.error;
		return made.value ? [{ json: made.value }] : [];
	});
}

/** amoCRM waits 5 seconds: so long after the call has come for its note, and then for its account. */
const NOTED_MS = 4_000;
const STARTED_MS = 4_500;

/** What the log says of a hook without a note. */
function unnoted(noted: Settled<OpenHookNote> | void): string {
	const why =
		noted && !noted.ok
			? `could not be noted down: ${(noted.error as Error).message}`
			: 'is not noted down yet, because the data table is slow.';
	return `A hook of amoCRM's chats ${why} Its run is started at once, and is lost only if n8n stops before it ends.`;
}

/** Names the trigger, and the person who listens in the editor apart from it. */
const receiverOf = (functions: IWebhookFunctions) => ({
	key: `${triggerIdOf(functions)}/${functions.getMode()}`,
	get saved() {
		return functions.getWorkflowStaticData('node');
	},
});

/** A genuine hook that is to start a run, with its id. Nothing: it has been answered, and starts none. */
function accept(
	functions: IWebhookFunctions,
	channel: ChatChannel,
): (Genuine & { id: string }) | undefined {
	const { logger } = functions;
	const { rawBody } = functions.getRequestObject();
	const { scope_id: scopeId } = functions.getParamsData() as IDataObject;
	const signature = functions.getHeaderData()['x-signature'];
	const answer = (status: number) => answerServer(functions.getResponseObject(), status);
	const call = authenticate(rawBody ?? Buffer.alloc(0), signature, scopeId, channel);
	if ('status' in call) {
		logger.warn(`A call to the amoCRM chat trigger was refused: ${call.why}.`);
		answer(call.status);
		return undefined;
	}
	const { told } = call.hook;
	if (!told) logger.warn("A hook of amoCRM's chats is of a kind that is not known.");
	const receiver = receiverOf(functions);
	const id = idOf(call.body);
	if (!isChosen(functions, told?.event) || isRepeated(receiver, id)) {
		answer(200);
		return undefined;
	}
	// At once: the same hook may arrive twice at the same time.
	remember(receiver, id);
	return { ...call, id };
}

/**
 * Receives a hook: amoCRM waits 5 seconds, and sends it once. It is answered when it is noted down; where that takes too
 * long its run is started before. Where the table refuses the note, n8n answers when it has stored the run.
 */
export async function receive(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	const arrivedAt = Date.now();
	const leftOf = (milliseconds: number) => Math.max(arrivedAt + milliseconds - Date.now(), 0);
	const shared = functionsForCall(functions);
	const channel = await readChannel(shared);
	const call = accept(functions, channel);
	if (!call) return { noWebhookResponse: true };
	const { id, body, hook } = call;
	const integration = await openIntegration(shared);
	const receivedAt = new Date(arrivedAt).toISOString();
	const owner = triggerIdOf(functions);
	const note = { owner, id, code: `hook|${owner}|${id}`, receivedAt, body };
	const isTest = functions.getMode() === 'manual';
	const opening = isTest ? undefined : integration.journalOf(hookNotes).open(note);
	const noted = opening && (await Promise.race([settle(opening), sleep(leftOf(NOTED_MS))]));
	const isSafe = isTest || noted?.ok === true;
	const answer = () => answerServer(functions.getResponseObject(), 200);
	if (isSafe) answer();
	else functions.logger.warn(unnoted(noted));
	const patienceMs = isSafe ? undefined : leftOf(STARTED_MS);
	const work = itemFor(functions, integration, channel, { hook, id, receivedAt }, patienceMs);
	let workflowData: INodeExecutionData[][] | undefined;
	await start(opening && onItsWay(opening), work, (items) => {
		workflowData = items;
	});
	if (noted && !noted.ok) {
		void keepUnsaved(receiverOf(functions), functions.getResponseObject());
		return { webhookResponse: 'OK', workflowData };
	}
	// amoCRM may have hung up by then: what it takes for answered must not be lost.
	if (opening && !isSafe) void settle(opening).then(answer);
	return { noWebhookResponse: true, workflowData };
}

/** Starts the workflow with a hook that a process has left unfinished. */
async function resume(
	functions: ITriggerFunctions,
	integration: Integration,
	open: OpenHookNote,
): Promise<void> {
	const { body, receivedAt } = open.note;
	const work = async () => {
		const channel = await readChannel(functions);
		const hook = readHook(body);
		if (!hook || !isChosen(functions, hook.told?.event)) return undefined;
		return await itemFor(functions, integration, channel, { hook, id: idOf(body), receivedAt });
	};
	await start(open, work(), (items) => functions.emit(items));
}

/** Looks, as long as the workflow is active, for hooks that a process left unfinished, and starts their runs. */
export const watchHooks = (functions: ITriggerFunctions): ITriggerResponse =>
	watchIntegration(functions, async (integration) => {
		await resumeAbandoned(functions, integration.journalOf(hookNotes), async (open) => {
			await resume(functions, integration, open);
		});
	});
