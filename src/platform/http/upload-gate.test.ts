import { describe, expect, it } from 'vitest'
import { bringsFiles, uploadGate } from './upload-gate.ts'

const limits = { places: 3, ofOneAddress: 2, waiting: 4, patience: 40 }
const busy = expect.objectContaining({ kind: 'busy' })

describe('the gate of uploads', () => {
  it('lets a few in, and fewer of one address', async () => {
    const gate = uploadGate(limits)
    await Promise.all(['a', 'a', 'b'].map((address) => gate.enter(address)))
    await expect(gate.enter('a')).rejects.toEqual(busy)
    await expect(gate.enter('c')).rejects.toEqual(busy)
  })
  it('hands a place on in the order of coming, past who has enough of them', async () => {
    const gate = uploadGate({ ...limits, patience: 2_000 })
    const [first, , b] = await Promise.all(['a', 'a', 'b'].map((address) => gate.enter(address)))
    const order: string[] = []
    const wait = (address: string, name: string) =>
      gate.enter(address).then((leave) => {
        order.push(name)
        return leave
      })
    const waiting = [wait('a', 'third of a'), wait('c', 'c'), wait('d', 'd')] as const
    b?.()
    b?.()
    const leaveC = await waiting[1]
    expect(order).toEqual(['c'])
    first?.()
    await waiting[0]
    leaveC()
    await waiting[2]
    expect(order).toEqual(['c', 'third of a', 'd'])
  })
  it('turns away who would wait behind too many', async () => {
    const gate = uploadGate({ ...limits, patience: 2_000, waiting: 1 })
    const places = await Promise.all(['a', 'b', 'c'].map((address) => gate.enter(address)))
    const next = gate.enter('d')
    await expect(gate.enter('e')).rejects.toEqual(busy)
    places[0]?.()
    await next
  })
  it('forgets who gave up waiting', async () => {
    const gate = uploadGate(limits)
    const places = await Promise.all(['a', 'b', 'c'].map((address) => gate.enter(address)))
    await expect(gate.enter('d')).rejects.toEqual(busy)
    for (const leave of places) leave()
    await Promise.all(['a', 'b', 'c'].map((address) => gate.enter(address)))
  })
})

describe('a body that may bring photos', () => {
  const multipart = 'multipart/form-data; boundary=x'
  it.each([
    [{ 'content-type': multipart, 'content-length': '300000' }, true],
    [{ 'content-type': multipart, 'content-length': '20000' }, false],
    [{ 'content-type': multipart }, true],
    [{ 'content-type': 'application/x-www-form-urlencoded', 'content-length': '300000' }, false],
    [{}, false],
  ])('%o: %s', (headers, brings) => {
    expect(bringsFiles({ headers })).toBe(brings)
  })
})
