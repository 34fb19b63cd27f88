import { uniq } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { hookCodes } from '../shared/hooks/codes';
import type { CrmEvent } from '../shared/hooks/event';
import { filtersIn, isOn } from '../shared/hooks/filterProperties';
import { AmoCrmProblem } from '../shared/problem';
import { splitList } from '../shared/splitList';
import type { Functions } from './activation';

export interface Options {
	dropRepeats: boolean;
	fullEntity: boolean;
	otherCodes: string[];
}

/** @throws AmoCrmProblem `badInput` */
export function optionsOf(functions: Functions): Options {
	const options = functions.getNodeParameter('options', {}) as IDataObject;
	return {
		dropRepeats: isOn('Drop Repeats', options.dropRepeats),
		fullEntity: isOn('Full Entity', options.fullEntity),
		otherCodes: splitList(options.otherCodes ?? '').map(String),
	};
}

/** @throws AmoCrmProblem `badInput` */
export const filtersOf = (functions: Functions): IDataObject =>
	filtersIn(functions.getNodeParameter('filters', {}), functions.getNode());

/** What amoCRM is asked to tell of. @throws AmoCrmProblem `badInput` */
export function codesOf(functions: Functions): string[] {
	const events = splitList(functions.getNodeParameter('events', []) ?? []).map(String);
	const codes = uniq([...events, ...optionsOf(functions).otherCodes]);
	if (codes.length > 0) return codes;
	throw new AmoCrmProblem('badInput', 'No event was chosen.', {
		hint: 'Choose what starts the workflow under Events.',
	});
}

const KNOWN = new Set(hookCodes.map(({ code }) => code));

/** An older subscription may still send others; what goes by a name of its own was asked for by another. */
export const isChosen = ({ event }: CrmEvent, codes: string[]) =>
	codes.includes(event) || !KNOWN.has(event);
