// n8n, a browser and restarts take their time.
jest.setTimeout(120_000);
