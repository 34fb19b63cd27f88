import { StageHost } from './host';

/** Set-up and teardown run in one process and share this. */
export const stageHost = new StageHost();
