import { filterLookups } from '../../../nodes/shared/hooks/filterProperties';
import { Account, loadOptions, N8nApi } from '../support';
import { ofInstalled, single } from './amoHooks';

it.each(filterLookups.map(({ method }) => method))(
	'%s says what to do where every account is served',
	async (method) => {
		expect(await loadOptions(ofInstalled(new N8nApi()), method)).toEqual([
			{
				name: expect.stringContaining('serves every one'),
				value: '',
				description: expect.stringContaining('{{ [77, 78] }}'),
			},
		]);
	},
);

it('offers won and lost of any pipeline as one stage each', async () => {
	const account = new Account();
	const final = [
		{ id: 142, name: 'Won' },
		{ id: 143, name: 'Lost' },
	];
	const pipelines = [
		{ id: 77, name: 'Sales', _embedded: { statuses: [{ id: 3300, name: 'New' }, ...final] } },
		{ id: 78, name: 'Service', _embedded: { statuses: final } },
	];
	account.api.get('/api/v4/leads/pipelines').reply(200, { _embedded: { pipelines } });

	expect(await loadOptions(single(account), 'getStagesAnywhere')).toEqual([
		{ name: 'Any Pipeline: Won', value: 'any/142' },
		{ name: 'Any Pipeline: Lost', value: 'any/143' },
		{ name: 'Sales: New', value: '77/3300' },
		{ name: 'Sales: Won', value: '77/142' },
		{ name: 'Sales: Lost', value: '77/143' },
		{ name: 'Service: Won', value: '78/142' },
		{ name: 'Service: Lost', value: '78/143' },
	]);
});
