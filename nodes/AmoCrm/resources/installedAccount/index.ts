import { connectByCode } from './connectByCode';
import { createInstallLink } from './createInstallLink';
import { get } from './get';
import { getAll } from './getAll';
import { inIntegration } from './inIntegration';
import { keepAlive } from './keepAlive';
import { refreshTokens } from './refreshTokens';
import { remove } from './remove';

export const installedAccountResource = inIntegration({
	name: 'installedAccount',
	displayName: 'Installed Account',
	operations: [connectByCode, createInstallLink, get, getAll, keepAlive, refreshTokens, remove],
});
