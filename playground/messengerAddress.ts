/** Where `npm run play -- chat` listens for what the example sends to the messenger. */
export const MESSENGER_PORT = 5691;

export const MESSENGER_URL = `http://127.0.0.1:${MESSENGER_PORT}/messages`;
