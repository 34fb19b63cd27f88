import { filterLookups } from '../../../nodes/shared/hooks/filterProperties';
import { loadOptions, N8nApi } from '../support';
import { ofInstalled } from './amoHooks';

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
