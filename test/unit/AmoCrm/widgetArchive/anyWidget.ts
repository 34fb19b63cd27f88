import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { rows } from './archive';

const LATIN = fc
	.stringMatching(/^[A-Za-z][A-Za-z0-9 ,!?<>"'&{}%]{0,30}[a-z]$/)
	.filter((text) => !/amo\s*crm/i.test(text));
const WORDS: Record<string, fc.Arbitrary<string>> = {
	En: LATIN,
	Es: LATIN,
	Pt: LATIN,
	Ru: fc.stringMatching(/^[А-Яа-я][а-яё "«»]{0,30}[а-я]$/),
};

const inAll = (...names: string[]) =>
	fc.record(
		Object.fromEntries(
			names.flatMap((name) =>
				Object.entries(WORDS).map(([language, text]) => [name + language, text]),
			),
		),
	);

const fields = (more: Record<string, fc.Arbitrary<unknown>>) =>
	fc
		.uniqueArray(
			fc.tuple(fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,20}$/), inAll('label'), fc.record(more)),
			{ maxLength: 5, selector: ([code]) => code },
		)
		.map((list) =>
			rows(...list.map(([code, labels, rest]) => ({ code: `x${code}`, ...labels, ...rest }))),
		);

const some = <T>(...all: T[]) => fc.subarray(all);

/** What a builder may fill in: amoCRM takes whatever is made of it. */
export const anyWidget: fc.Arbitrary<IDataObject> = fc
	.tuple(
		inAll('name', 'shortDescription', 'fullDescription', 'button', 'pipelineStep', 'botStep'),
		fc.record({
			languages: fc.subarray(['en', 'es', 'pt', 'ru'], { minLength: 1 }),
			support: fc.constantFrom('help@example.com', 'https://example.com/help'),
			widgetVersion: fc.stringMatching(/^\d{1,3}(\.\d{1,3}){1,3}$/),
			triggerUrl: fc.webUrl({ validSchemes: ['https'] }).map((url) => url.replace(/\/$/, '')),
			cards: some('lead', 'contact', 'company', 'customer'),
			lists: some('leads', 'contacts', 'customers'),
			features: fc.constantFrom(['button'], ['button', 'panel']),
			settingFields: fields({
				type: fc.constantFrom('text', 'pass', 'users', 'users_lp'),
				required: fc.boolean(),
			}),
			askAboutSettings: fc.boolean(),
			steps: some('digitalPipeline', 'salesbot'),
			pipelineKey: fc.stringMatching(/^[\w-]{16,40}$/),
			pipelineFields: fields({ required: fc.boolean() }),
			botFields: fields({
				type: fc.constantFrom('text', 'numeric', 'url'),
				defaultValue: LATIN,
				manual: fc.boolean(),
			}),
			options: fc.record({ pressAgain: fc.boolean(), severalStages: fc.boolean() }),
			archiveField: fc.constant('data'),
		}),
	)
	.map(([texts, rest]) => ({ ...texts, ...rest }) as IDataObject);
