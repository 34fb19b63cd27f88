import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { membersOf, type Member } from '../shared/account/members';
import { filtersIn, isOn, readFilters } from '../shared/hooks/filterProperties';
import { AmoCrmProblem } from '../shared/problem';
import { splitList } from '../shared/fields/values';

/** What starts the workflow. */
export interface Choice {
	/** The same as long as nobody changes the parameters; expressions may give another value at each poll. */
	key: string;
	/** Codes of webhooks, and types of the events API. */
	events: string[];
	/** As they were chosen. */
	filters: IDataObject;
}

/** What the trigger needs of n8n. */
export interface TriggerContext {
	/** Names the trigger among the nodes of its workflow. */
	key: string;
	choice: Choice;
	/** Which accounts are meant; the same as long as nobody changes the parameters. */
	accounts: string;
	fullEntity: boolean;
	savedWithNode: IDataObject;
	savedWithWorkflow: IDataObject;
	members(): Promise<Member[]>;
	warn(message: string): void;
}

/** @throws AmoCrmProblem `badInput` */
function choiceOf(functions: IPollFunctions): Choice {
	const { events, otherTypes, filters } = functions.getNode().parameters;
	const chosen = ['events', 'otherTypes'].flatMap((name) =>
		splitList(functions.getNodeParameter(name, []) ?? []).map(String),
	);
	const values = filtersIn(functions.getNodeParameter('filters', {}), functions.getNode());
	// A filter that cannot be read is refused now, not when something happens.
	readFilters(values);
	if (chosen.length === 0) {
		throw new AmoCrmProblem('badInput', 'No event was chosen.', {
			hint: 'Choose what starts the workflow under Events.',
		});
	}
	return { key: JSON.stringify([events, otherTypes, filters]), events: chosen, filters: values };
}

/** @throws AmoCrmProblem `badInput` */
export function openContext(functions: IPollFunctions): TriggerContext {
	const { id, credentials, parameters } = functions.getNode();
	const { authentication, accounts, account } = parameters;
	const { fullEntity } = functions.getNodeParameter('options', {}) as IDataObject;
	return {
		key: `amoCrmPollingTrigger ${id}`,
		choice: choiceOf(functions),
		accounts: JSON.stringify([credentials, authentication, accounts, account]),
		fullEntity: isOn('Full Entity', fullEntity),
		savedWithNode: functions.getWorkflowStaticData('node'),
		savedWithWorkflow: functions.getWorkflowStaticData('global'),
		members: () => membersOf(functions),
		warn: (message) => functions.logger.warn(message),
	};
}
