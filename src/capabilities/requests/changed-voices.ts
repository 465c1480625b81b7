import type { RequestState, Voice } from './events.ts'

/** Voices whose state a change made another one. */
export function changedVoices(before: RequestState, after: RequestState): readonly Voice[] {
  return after.voices.filter((voice) =>
    before.voices.some((earlier) => earlier.id === voice.id && earlier.state !== voice.state),
  )
}
