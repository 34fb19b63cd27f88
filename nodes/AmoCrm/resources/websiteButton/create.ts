import { inputForm } from '../../factories/form';
import { booleanInput, listInput, lookupInput } from '../../factories/input';
import { oneByOne } from '../../factories/write';
import { createOperation } from '../../factories/writeOperations';
import { pipelines } from '../../../shared/editor/pipelines';
import { sites, websiteButton } from './websiteButton';

export const create = createOperation(
	websiteButton,
	inputForm(
		[lookupInput('pipeline_id', 'Pipeline', pipelines)],
		[
			listInput('trusted_websites', 'Trusted Websites', sites),
			booleanInput('is_used_in_app', 'Used in an App', 'Whether it is shown in a mobile app'),
		],
	),
	oneByOne,
);
