import { ofAccount } from './ofAccount';

export const userGroups = ofAccount('getUserGroups', 'users_groups');
