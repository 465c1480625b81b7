import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealingFrom } from './sealing.ts'

describe('sealing', () => {
  const ours = sealingFrom('a secret of this installation')

  it('opens what it sealed, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ours.open(ours.seal(text)) === text))
  })
  it('never seals the same text to the same bytes, and shows nothing of it', () => {
    const once = ours.seal('13800000000')
    expect(once.equals(ours.seal('13800000000'))).toBe(false)
    expect(once.toString('latin1')).not.toContain('138')
  })
  it('refuses bytes that were changed, and those of another installation', () => {
    const sealed = ours.seal('张桂兰')
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
    expect(() => ours.open(sealed)).toThrow()
    expect(() => sealingFrom('another').open(ours.seal('张桂兰'))).toThrow()
  })
  it('finds by hash only for the same purpose and the same key', () => {
    expect(ours.hash('phone', '+8613800000000')).toEqual(ours.hash('phone', '+8613800000000'))
    expect(ours.hash('phone', '1')).not.toEqual(ours.hash('account', '1'))
    expect(ours.hash('phone', '1')).not.toEqual(sealingFrom('another').hash('phone', '1'))
  })
})
