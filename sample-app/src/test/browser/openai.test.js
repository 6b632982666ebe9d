import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import OpenAI, { APIError, BadRequestError, NotFoundError } from 'openai';

/* OpenAI's own client, against this application. */

const client = new OpenAI({ baseURL: `${process.env.BASE_URL}/v1`, apiKey: 'unused', maxRetries: 0 });
const question = [{ role: 'user', content: 'Compute 7 * 8 - 5.' }];
const tools = [
  {
    type: 'function',
    function: {
      name: 'calculator',
      description: 'Computes an arithmetic expression exactly',
      parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
    },
  },
];
let model;

before(async () => {
  model = (await client.models.list()).data[0].id;
});

test('a conversation is completed', async () => {
  const completion = await client.chat.completions.create({ model, messages: question, reasoning_effort: 'low', seed: 1 });

  assert.match(completion.choices[0].message.content, /51/);
  assert.equal(completion.choices[0].finish_reason, 'stop');
  assert.equal(completion.choices[0].metastone.trajectories.length, 2);
  assert.equal(completion.usage.total_tokens, completion.usage.prompt_tokens + completion.usage.completion_tokens);
});

test('effort is the number of trajectories', async () => {
  for (const [effort, k] of [['low', 2], ['medium', 8], ['high', 32]]) {
    const completion = await client.chat.completions.create({ model, messages: question, reasoning_effort: effort });
    assert.equal(completion.choices[0].metastone.trajectories.length, k);
  }
});

test('a stream brings the same answer in parts', async () => {
  const settings = { model, messages: question, reasoning_effort: 'low', seed: 3 };
  const whole = await client.chat.completions.create(settings);
  const stream = await client.chat.completions.create({ ...settings, stream: true, stream_options: { include_usage: true } });

  let text = '';
  let parts = 0;
  let usage;
  for await (const chunk of stream) {
    const part = chunk.choices[0]?.delta?.content;
    if (part) {
      text += part;
      parts++;
    }
    usage = chunk.usage ?? usage;
  }

  assert.equal(text, whole.choices[0].message.content);
  assert.ok(parts > 1);
  assert.equal(usage.completion_tokens, whole.usage.completion_tokens);
});

test('a stream that is aborted takes its trajectories along', async () => {
  const many = { trajectories: 4096 }; // more than end by themselves while the test looks
  const stream = await client.chat.completions.create({ model, messages: question, stream: true, metastone: many });
  assert.equal((await load()).running, 1);

  stream.controller.abort();
  for await (const chunk of stream) {
    assert.ok(chunk);
  }

  for (let i = 0; i < 200 && (await load()).running > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { running, rows } = await load();
  assert.deepEqual({ running, rows }, { running: 0, rows: 0 });
});

async function load() {
  return (await (await fetch(`${process.env.BASE_URL}/api/model`)).json()).load;
}

test('a tool is called, and its result is the answer', async () => {
  const messages = [{ role: 'user', content: 'What is 4817 * 362?' }];
  const settings = { model, messages, tools, reasoning_effort: 'medium', seed: 1 };
  const called = await client.chat.completions.create(settings);
  const [call] = called.choices[0].message.tool_calls;

  assert.equal(called.choices[0].finish_reason, 'tool_calls');
  assert.equal(call.function.name, 'calculator');
  assert.deepEqual(JSON.parse(call.function.arguments), { expression: '4817 * 362' });

  const result = { role: 'tool', tool_call_id: call.id, content: '1743754' };
  const answered = await client.chat.completions.create({ ...settings, messages: [...messages, called.choices[0].message, result] });
  assert.match(answered.choices[0].message.content, /1743754/);
});

test('a stream brings a tool call', async () => {
  const stream = await client.chat.completions.create({
    model, messages: [{ role: 'user', content: 'What is 4817 * 362?' }], tools, reasoning_effort: 'medium', seed: 1, stream: true,
  });
  const calls = [];
  let reason;
  for await (const chunk of stream) {
    for (const part of chunk.choices[0].delta.tool_calls ?? []) {
      calls[part.index] ??= { id: '', name: '', arguments: '' };
      calls[part.index].id += part.id ?? '';
      calls[part.index].name += part.function.name ?? '';
      calls[part.index].arguments += part.function.arguments;
    }
    reason = chunk.choices[0].finish_reason ?? reason;
  }

  assert.equal(reason, 'tool_calls');
  assert.equal(calls.length, 1);
  assert.ok(calls[0].id);
  assert.equal(calls[0].name, 'calculator');
  assert.deepEqual(JSON.parse(calls[0].arguments), { expression: '4817 * 362' });
});

test('several choices come at once', async () => {
  const completion = await client.chat.completions.create({ model, messages: question, reasoning_effort: 'low', n: 3 });
  assert.deepEqual(completion.choices.map((choice) => choice.index), [0, 1, 2]);
});

test('a text that is too long is an error of the client', async () => {
  const messages = [{ role: 'user', content: '1 + '.repeat(5000) }];
  await assert.rejects(client.chat.completions.create({ model, messages }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.code, 'context_length_exceeded');
    return true;
  });
});

test('what is not there, and what is too large, are errors that say so', async () => {
  await assert.rejects(client.embeddings.create({ model, input: 'x' }), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.code, 'unknown_url');
    assert.match(error.message, /no POST \/v1\/embeddings/);
    return true;
  });
  const messages = [{ role: 'user', content: 'x'.repeat(3_000_000) }];
  await assert.rejects(client.chat.completions.create({ model, messages }), (error) => {
    assert.equal(error.status, 413);
    assert.match(error.message, /bytes; 1048576 are allowed/);
    return true;
  });
});

test('another model is not found', async () => {
  await assert.rejects(client.chat.completions.create({ model: 'gpt-4', messages: question }), NotFoundError);
  await assert.rejects(client.models.retrieve('gpt-4'), APIError);
});
