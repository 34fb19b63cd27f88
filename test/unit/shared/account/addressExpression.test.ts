import { accountFromInput, authorizeUrl } from '../../../../nodes/shared/address';
import {
	accountUrlExpression,
	authorizeUrlExpression,
} from '../../../../nodes/shared/account/credentialProperties';
import { HOSTILE, mixedAddresses, PASTED, titled } from '../../support/addresses';
import { evaluate } from '../../support/expression';

const FIELD = '$self["accountAddress"]';
const tokenUrl = accountUrlExpression(FIELD, '/oauth2/access_token');
const consentPage = authorizeUrlExpression(FIELD);

function domainOf(text: string): string | undefined {
	try {
		return accountFromInput(text).domain;
	} catch {
		return undefined;
	}
}

it.each(titled(PASTED))('reads %s as the nodes do', (_title, accountAddress, domain, platform) => {
	expect(evaluate(tokenUrl, { accountAddress })).toBe(`https://${domain}/oauth2/access_token`);
	expect(evaluate(consentPage, { accountAddress })).toBe(authorizeUrl(platform));
});

it.each(titled(HOSTILE.map((text): [string] => [text])))(
	'gives nothing for %s',
	(_title, accountAddress) => {
		expect(evaluate(tokenUrl, { accountAddress })).toBe('');
		expect(evaluate(consentPage, { accountAddress })).toBe('');
	},
);

it.each<[string, Record<string, unknown>]>([
	['no field', {}],
	['null', { accountAddress: null }],
	['a list of two', { accountAddress: ['example.amocrm.ru', 'evil.com'] }],
	['an object', { accountAddress: { domain: 'example.amocrm.ru' } }],
])('gives nothing for %s', (_title, stored) => {
	expect(evaluate(tokenUrl, stored)).toBe('');
});

it('agrees with the nodes on every mixture', () => {
	for (const accountAddress of mixedAddresses(1_500)) {
		const domain = domainOf(accountAddress);
		const expected = domain === undefined ? '' : `https://${domain}/oauth2/access_token`;
		expect({ accountAddress, url: evaluate(tokenUrl, { accountAddress }) }).toEqual({
			accountAddress,
			url: expected,
		});
	}
});
