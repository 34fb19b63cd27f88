import type { Endpoint } from './kit';
import { answerList } from './list';

export const CURRENCY_SYMBOLS: Record<string, string> = { RUB: '₽', USD: '$', EUR: '€' };

/** Only amoCRM's own client tells of them: github.com/amocrm/amocrm-api-php. */
export const currencyEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/currencies',
		run: (call) =>
			answerList(call, {
				models: Object.keys(CURRENCY_SYMBOLS).map((id) => ({ id })),
				path: '/currencies',
				key: 'currencies',
				rules: { unpaged: true },
				present: (_call, { id }) => ({ code: id, symbol: CURRENCY_SYMBOLS[id] }),
			}),
	},
];
