import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { filtersIn, readFilters } from '../shared/hooks/filterProperties';
import { AmoCrmProblem } from '../shared/problem';
import { splitList } from '../shared/splitList';

/** What starts the workflow. */
export interface Choice {
	/** The same as long as nobody changes the parameters; expressions may give another value at each poll. */
	key: string;
	/** Codes of webhooks, and types of the events API. */
	events: string[];
	/** As they stand in the node. */
	filters: IDataObject;
}

/** @throws AmoCrmProblem `badInput` */
export function choiceOf(functions: IPollFunctions): Choice {
	const { events, otherTypes, filters } = functions.getNode().parameters;
	const chosen = ['events', 'otherTypes'].flatMap((name) =>
		splitList(functions.getNodeParameter(name, []) ?? []).map(String),
	);
	const values = filtersIn(functions.getNodeParameter('filters', {}), functions.getNode());
	// What is wrong with them is told now, not when something happens.
	readFilters(values);
	if (chosen.length === 0) {
		throw new AmoCrmProblem('badInput', 'No event was chosen.', {
			hint: 'Choose what starts the workflow under Events.',
		});
	}
	return {
		key: JSON.stringify([events, otherTypes, filters]),
		events: chosen,
		filters: values,
	};
}
