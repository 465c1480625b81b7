import { expect, test } from 'vitest'
import en from '../messages/desk.en.json'
import zh from '../messages/desk.zh-CN.json'
import { command } from '../model.ts'
import { commands } from './commands.ts'

const types = command.options.map((option) => option.shape.type.value)

test('the desk can ask for every command that there is, once', () => {
  expect(commands.map(({ type }) => type).sort()).toEqual([...types].sort())
})

test('no two commands share a letter', () => {
  expect(new Set(commands.map(({ letter }) => letter)).size).toBe(commands.length)
})

test.each(commands)('$type asks for fields of its own only, and for all that it needs', ({ type, fields }) => {
  const schema = command.options.find((option) => option.shape.type.value === type)
  const own = Object.keys(schema?.shape ?? {}).filter((name) => name !== 'id' && name !== 'type')
  expect(fields.map((field) => field.replace('?', '')).sort()).toEqual(own.sort())
})

test.each(commands)('$type has its words in both languages', ({ type, fields }) => {
  const keys = [`requests.desk.command.${type}`, `requests.desk.done.${type}`]
  if (fields.length > 0) keys.push(`requests.desk.hint.${type}`)
  if (fields.some((field) => field.startsWith('text'))) keys.push(`requests.desk.text.${type}`)
  for (const key of keys) {
    expect(zh).toHaveProperty([key])
    expect(en).toHaveProperty([key])
  }
})
