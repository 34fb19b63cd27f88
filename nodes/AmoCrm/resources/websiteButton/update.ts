import { inputForm } from '../../factories/form';
import { listInput } from '../../factories/input';
import { updateOneOperation } from '../../factories/writeOperations';
import { sites, websiteButton } from './websiteButton';

/** amoCRM only adds websites. */
export const update = updateOneOperation(
	websiteButton,
	inputForm([
		listInput('trusted_websites.add', 'Trusted Websites to Add', {
			name: 'trustedWebsites',
			...sites,
		}),
	]),
);
