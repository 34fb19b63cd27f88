import { createHash } from 'node:crypto';
import type {
	IDataObject,
	INodeExecutionData,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { readChannel, type ChatChannel } from '../shared/channel/credential';
import { readScope } from '../shared/channel/scope';
import { isHookSigned } from '../shared/channel/signature';
import { answerServer } from '../shared/hooks/call';
import {
	handOver,
	noteBeforeAnswer,
	resumeAbandoned,
	triggerIdOf,
	watchIntegration,
} from '../shared/hooks/notes';
import { isRepeated, remember } from '../shared/hooks/repeats';
import { cardOf, type InstalledAccount } from '../shared/registry/account';
import {
	functionsForCall,
	openIntegration,
	type Integration,
} from '../shared/registry/integration';
import { settle } from '../shared/settle';
import { splitList } from '../shared/splitList';
import { retry } from '../shared/transport/retry';
import { itemOf, readHook, textOf, type ChatHook } from './hook';
import { hookNotes, type HookNote, type OpenHookNote } from './note';

/** A message with all that it quotes has some thousand bytes. */
const MOST_BYTES = 1_000_000;

/** An older hook was sent again by somebody else: amoCRM sends each once, and at once. */
const OLDEST_MS = 60 * 60 * 1000;

/** A call that is refused: with which status, and why. */
interface Refusal {
	status: number;
	why: string;
}

/** What a genuine call brings. */
interface Genuine {
	body: string;
	hook: ChatHook;
}

const minutes = (milliseconds: number) => Math.round(Math.abs(milliseconds) / 60_000);

/**
 * Checks that amoCRM sent the hook, to this channel, lately. Its signature counts; what the address says must not
 * contradict it.
 */
function authenticate(
	bytes: Buffer,
	signature: unknown,
	scopeId: unknown,
	{ channelId, channelSecret }: ChatChannel,
): Genuine | Refusal {
	if (bytes.length > MOST_BYTES) return { status: 413, why: 'it is too long for a hook' };
	if (!isHookSigned(channelSecret, bytes, signature)) {
		return { status: 403, why: "it is not signed with the channel's secret" };
	}
	const body = textOf(bytes);
	const hook = body === undefined ? undefined : readHook(body);
	if (body === undefined || !hook) return { status: 400, why: 'it is no hook of version 2' };
	const scope = readScope(scopeId);
	if (scope && (scope.channelId !== channelId || scope.amojoId !== hook.amojoId)) {
		return { status: 403, why: 'its address names another channel or account than its content' };
	}
	const age = hook.time === undefined ? 0 : Date.now() - hook.time * 1_000;
	if (Math.abs(age) > OLDEST_MS) {
		return {
			status: 403,
			why: `by its time it was sent ${minutes(age)} minutes ${age > 0 ? 'ago' : 'from now'}: it is an old one, or the clock of this server is wrong`,
		};
	}
	return { body, hook };
}

/** The same for the same hook. */
const idOf = (body: string | Buffer) => createHash('sha256').update(body).digest('base64url');

type ChatFunctions = IWebhookFunctions | ITriggerFunctions;

const isChosen = (functions: ChatFunctions, event: unknown): boolean =>
	splitList(functions.getNodeParameter('events', [])).includes(event);

/** The call has been answered, but the run should not wait long for a table that is away. */
const LOOKING_UP = { mayRetry: () => true, retries: 3, firstPauseMs: 500 };

const asUnknown = ({ platform }: ChatChannel) => ({
	id: 0,
	domain: '',
	subdomain: '',
	platform,
	name: '',
	externalId: '',
	labels: [],
});

/** The item of a hook; nothing where it starts no run. */
async function itemFor(
	functions: ChatFunctions,
	{ accounts }: Integration,
	channel: ChatChannel,
	{ hook, ...arrival }: { hook: ChatHook; id: string; receivedAt: string },
): Promise<IDataObject | undefined> {
	const { amojoId, told } = hook;
	if (!told) return undefined;
	const found = await settle(retry(async () => await accounts.findInChats(amojoId), LOOKING_UP));
	const known: InstalledAccount | undefined = found.ok ? found.value : undefined;
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
	note: OpenHookNote | undefined,
	work: Promise<IDataObject | undefined>,
	begin: Start,
): Promise<void> {
	const made = await settle(work);
	handOver(note, begin, () => {
		if (!made.ok) throw made.error;
		return made.value ? [{ json: made.value }] : [];
	});
}

/** Notes a hook down, then answers amoCRM. A hook that cannot be noted down is not lost for that. */
async function noteDown(
	functions: IWebhookFunctions,
	integration: Integration,
	note: HookNote,
): Promise<OpenHookNote | undefined> {
	const { logger } = functions;
	const warn = (message: string) => logger.warn(message);
	const isTest = functions.getMode() === 'manual';
	const opening = isTest ? undefined : integration.journalOf(hookNotes).open(note);
	const answer = () => answerServer(functions.getResponseObject(), 200);
	const noted = await settle(noteBeforeAnswer(opening, answer, warn));
	if (noted.ok) return noted.value;
	warn(`A hook of amoCRM's chats could not be noted down: ${(noted.error as Error).message}`);
	return undefined;
}

/** Names the trigger, and the person who listens in the editor apart from it. */
const receiverOf = (functions: IWebhookFunctions) => ({
	key: `${triggerIdOf(functions)}/${functions.getMode()}`,
	get saved() {
		return functions.getWorkflowStaticData('node');
	},
});

/** Receives a hook: amoCRM waits 5 seconds, and sends it once. */
export async function receive(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	const shared = functionsForCall(functions);
	const channel = await readChannel(shared);
	const { rawBody } = functions.getRequestObject();
	const { scope_id: scopeId } = functions.getParamsData() as IDataObject;
	const signature = functions.getHeaderData()['x-signature'];
	const response = functions.getResponseObject();
	const call = authenticate(rawBody ?? Buffer.alloc(0), signature, scopeId, channel);
	if ('status' in call) {
		functions.logger.warn(`A call to the amoCRM chat trigger was refused: ${call.why}.`);
		answerServer(response, call.status);
		return { noWebhookResponse: true };
	}
	const { body, hook } = call;
	if (!hook.told) functions.logger.warn("A hook of amoCRM's chats is of a kind that is not known.");
	const receiver = receiverOf(functions);
	const id = idOf(body);
	if (!isChosen(functions, hook.told?.event) || isRepeated(receiver, id)) {
		answerServer(response, 200);
		return { noWebhookResponse: true };
	}
	// At once: the same hook may arrive twice at the same time.
	remember(receiver, id);
	const integration = await openIntegration(shared);
	const receivedAt = new Date().toISOString();
	const owner = triggerIdOf(functions);
	const note = await noteDown(functions, integration, {
		owner,
		id,
		code: `hook|${owner}|${id}`,
		receivedAt,
		body,
	});
	let workflowData: INodeExecutionData[][] | undefined;
	const work = itemFor(functions, integration, channel, { hook, id, receivedAt });
	await start(note, work, (items) => {
		workflowData = items;
	});
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
