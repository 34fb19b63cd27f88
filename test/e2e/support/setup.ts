// For a test that hangs: how long n8n, a browser and restarts take is not what is tested.
jest.setTimeout(900_000);
