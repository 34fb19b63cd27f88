import { activate, N8nApi } from '../support';
import { trigger } from './calls';

it('the workflow is activated without asking anybody', async () => {
	const api = new N8nApi();
	await (await activate(trigger(api))).deactivate();
	expect(api.calls).toEqual([]);
});

it('the workflow is not activated while the credential lacks the secret that tokens are signed with', async () => {
	const settings = { credential: { clientSecret: '' } };
	await expect(activate(trigger(new N8nApi(), settings))).rejects.toThrow('has no client secret');
});
