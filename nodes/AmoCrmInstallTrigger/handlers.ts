import { settle, settleProblem } from '../shared/settle';
import { installLink, signState } from '../shared/oauth/state';
import { readStatusPageLink, statusPageUrl } from '../shared/oauth/statusPageLink';
import { AmoCrmProblem } from '../shared/problem';
import { isTroubled, type InstalledAccount } from '../shared/registry/account';
import type { Call, CallOf } from './calls';
import { connect, failed } from './connecting';
import { disable, judgeDisabling } from './disabling';
import { deniedEvent } from './events';
import { install } from './install';
import type { InstallNote, OpenInstallNote } from './note';
import { mayEmit } from './start';
import { noteDown, noteHead } from './noting';
import { eventHeadOf, refused, type Reaction, type TriggerContext } from './context';
import { checkState, isStateAccepted, readState, verifierOf } from './states';

type Handler<Kind extends Call['kind']> = (
	call: CallOf<Kind>,
	context: TriggerContext,
) => Promise<Reaction>;

const DENIED = { status: 200, page: { kind: 'denied' } } as const;

function denied({ refusal = '', state }: InstallNote, context: TriggerContext): Reaction {
	const event = deniedEvent(eventHeadOf(context), refusal, readState(state, context));
	return { ...DENIED, event };
}

const refuse: Handler<'refusal'> = async ({ error, state }, context) => {
	const { integration, warn } = context;
	if (!isStateAccepted(state, context)) return DENIED;
	if (!mayEmit('denied', integration.keys.clientId, warn)) return DENIED;
	const { eventId } = context;
	const note: InstallNote = {
		...noteHead(context),
		code: `refusal|${eventId}`,
		domain: '',
		via: 'button',
		state,
		refusal: error.slice(0, 100),
	};
	const answer = () => context.answerBrowser(DENIED);
	const noted = await settle(noteDown(note, context, answer));
	return { ...denied(note, context), note: noted.ok ? noted.value : undefined };
};

/** amoCRM created an external integration for one consent, and sends its secret. */
const keepSecrets: Handler<'secrets'> = async ({ clientId, clientSecret, state }, context) => {
	if (!context.external) {
		return refused(
			context,
			'An external amoCRM integration sent its secret, but none are accepted here.',
		);
	}
	const kept = await settleProblem(
		(async () => {
			checkState(state, context);
			await context.integration.externalKeys.keep({ clientId, clientSecret, state });
		})(),
	);
	if (kept.ok) return { status: 200, page: { kind: 'unknown' } };
	return refused(
		context,
		`The secret of an external amoCRM integration was not kept: ${kept.problem.message}`,
	);
};

/** How many rows are read at most for one page. */
const MOST_READ = 5_000;

/** How many accounts a page shows, if there are as many. */
const PAGE = 500;

/** For whoever has a link of Create Status Page Link. */
const showAccounts: Handler<'accounts'> = async (
	call,
	{ integration, redirectUri, receivedAt },
) => {
	const { accounts, keys } = integration;
	const link = readStatusPageLink(call.link, verifierOf(integration), receivedAt);
	if (!link) return { status: 403, page: { kind: 'failed', reason: 'stateInvalid' } };
	const shown: InstalledAccount[] = [];
	let [read, next]: [number, number | undefined] = [0, undefined];
	for await (const page of accounts.pages(call.after)) {
		shown.push(...page.accounts.filter((account) => !link.troubled || isTroubled(account)));
		read += page.accounts.length;
		next = page.isLast ? undefined : page.last;
		if (shown.length >= PAGE || read >= MOST_READ) break;
	}
	const expiresAt = new Date(link.exp * 1000);
	return {
		status: 200,
		page: {
			kind: 'accounts',
			accounts: shown,
			expiresAt,
			isTroubledOnly: link.troubled,
			nextUrl: next === undefined ? undefined : statusPageUrl(redirectUri, link, keys, next),
			reconnectUrl: ({ accountId, platform, clientId, health, status }) =>
				health.needsReconnect || status === 'revoked'
					? installLink(
							platform,
							clientId,
							signState({}, expiresAt, keys, { onlyAccount: accountId }),
						)
					: undefined,
		},
	};
};

/** amoCRM, or a person, checks whether the address answers. */
const show: Handler<'visit'> = async () => ({ status: 200, page: { kind: 'unknown' } });

const ignore: Handler<'unknown'> = async () => ({ status: 400, page: { kind: 'unknown' } });

const handlers: { [Kind in Call['kind']]: Handler<Kind> } = {
	install,
	refusal: refuse,
	disabling: disable,
	secrets: keepSecrets,
	accounts: showAccounts,
	visit: show,
	unknown: ignore,
};

/** Does what the call asks for. */
export async function handleCall(call: Call, context: TriggerContext): Promise<Reaction> {
	const handler = handlers[call.kind] as Handler<Call['kind']>;
	return await handler(call, context);
}

async function continueCall(open: OpenInstallNote, context: TriggerContext): Promise<Reaction> {
	const { note } = open;
	if (note.disabling) return await judgeDisabling(note, context, open);
	if (note.refusal !== undefined) return { ...denied(note, context), note: open };
	const progress = { note, open, isPatient: true, isResumed: true };
	return { ...(await connect(progress, context)), note: open };
}

/** When work that failed unexpectedly is tried again, and for how long. */
const TRY_AGAIN_MS = 60_000;
const GIVE_UP_MS = 3_600_000;

/** Resumes a call whose process died, or that was postponed. Its event keeps its id. */
export async function resume(open: OpenInstallNote, context: TriggerContext): Promise<Reaction> {
	const { note } = open;
	const receivedAt = new Date(note.receivedAt);
	const then = { ...context, receivedAt, eventId: note.id ?? context.eventId };
	const done = await settle(continueCall(open, then));
	if (done.ok) return done.value;
	// A disabling is checked for longer than that.
	if (note.disabling || Date.now() - receivedAt.getTime() < GIVE_UP_MS) {
		await open.postpone({ notBefore: new Date(Date.now() + TRY_AGAIN_MS).toISOString() });
		throw done.error;
	}
	const reason = new AmoCrmProblem('interrupted', 'A call of amoCRM could not be dealt with.', {
		hint: 'Look into the log of n8n.',
	});
	return { ...failed(reason, note, then), note: open };
}
