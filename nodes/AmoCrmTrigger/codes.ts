import { uniq } from 'lodash';

import { hookCodes } from '../shared/hooks/codes';
import type { CrmEvent } from '../shared/hooks/event';
import { AmoCrmProblem } from '../shared/problem';
import { splitList } from '../shared/splitList';
import type { Functions } from './standing';

export interface Options {
	dropRepeats?: boolean;
	fullEntity?: boolean;
	otherCodes?: string;
}

export const optionsOf = (functions: Functions) =>
	functions.getNodeParameter('options', {}) as Options;

/** What amoCRM is asked to tell of. @throws AmoCrmProblem `badInput` */
export function codesOf(functions: Functions): string[] {
	const events = functions.getNodeParameter('events', []) as string[];
	const others = splitList(optionsOf(functions).otherCodes ?? '').map(String);
	if (events.length + others.length > 0) return uniq([...events, ...others]);
	throw new AmoCrmProblem('badInput', 'No event was chosen.', {
		hint: 'Choose what starts the workflow under Events.',
	});
}

const KNOWN = new Set(hookCodes.map(({ code }) => code));

/** An older subscription may still send others; what goes by a name of its own was asked for by another. */
export const isChosen = ({ event }: CrmEvent, codes: string[]) =>
	codes.includes(event) || !KNOWN.has(event);
