import { ofAccount } from './ofAccount';

export const taskTypes = ofAccount('getTaskTypes', 'task_types');
