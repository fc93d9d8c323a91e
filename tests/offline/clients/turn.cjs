// A typed and a spoken turn by OpenAI's own Node package; prints the two answers as JSON.
// Arguments: the folder with node_modules, the base URL, a file with the question as 24 kHz PCM16.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const [folder, baseURL, question] = process.argv.slice(2);
const load = createRequire(`${folder}/`);
const OpenAI = load('openai');
const { OpenAIRealtimeWS } = load('openai/realtime/ws');

const client = new OpenAI({ apiKey: 'none needed', baseURL });
const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1' }, client);
const answers = [];

realtime.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
realtime.on('session.created', () => {
  const audio = { input: { turn_detection: null } };
  realtime.send({ type: 'session.update', session: { type: 'realtime', audio } });
  const content = [{ type: 'input_text', text: 'what is 6 * 7' }];
  const item = { type: 'message', role: 'user', content };
  realtime.send({ type: 'conversation.item.create', item });
  realtime.send({ type: 'response.create' });
});
realtime.on('response.output_audio_transcript.done', (event) => answers.push(event.transcript));
realtime.on('response.done', () => {
  if (answers.length === 2) {
    console.log(JSON.stringify(answers));
    realtime.close();
    return;
  }
  const audio = readFileSync(question).toString('base64');
  realtime.send({ type: 'input_audio_buffer.append', audio });
  realtime.send({ type: 'input_audio_buffer.commit' });
  realtime.send({ type: 'response.create' });
});
