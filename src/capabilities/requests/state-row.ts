import type { Selectable, Updateable } from 'kysely'
import { nextMoment } from './deadlines.ts'
import type { RequestState, Voice } from './events.ts'
import type { About, Handler, Level } from './model.ts'
import type { RequestsTable } from './tables.ts'

/** The columns that change in a life, out of a state. The two ways between row and state stand side by side here. */
export function toRow(state: RequestState) {
  const { handler, offer, deadline } = state
  return {
    category: state.category,
    status: state.status,
    level: state.level,
    handler_person_id: handler?.kind === 'lead' ? handler.personId : null,
    handler_desk_id: handler?.kind === 'desk' ? handler.deskId : null,
    handler_since: state.handlerSince,
    offer_level: offer?.level ?? null,
    offer_person_id: offer?.kind === 'lead' ? offer.personId : null,
    offer_desk_id: offer?.kind === 'desk' ? offer.deskId : null,
    followers: JSON.stringify(state.followers),
    deadline_kind: deadline?.kind ?? null,
    deadline_start_at: deadline?.startAt ?? null,
    deadline_due_at: deadline?.dueAt ?? null,
    deadline_half_at: deadline?.halfAt ?? null,
    deadline_most_at: deadline?.mostAt ?? null,
    deadline_marked: deadline?.marked ?? 0,
    next_due_at: deadline && nextMoment(deadline),
    act_promised_at: state.promised.actAt,
    finish_promised_at: state.promised.finishAt,
    clocks_left: JSON.stringify(state.left),
    paused_from: state.pausedFrom,
    unanswered: state.unanswered,
    acted: state.acted,
    finish_missed_at: state.finishMissedAt,
    voices: state.voices.filter((voice) => voice.state !== 'withdrawn').length,
    solved_level: state.solvedLevel,
    solved_by: state.solvedBy,
    returns: state.returns,
    choice_stands: state.choiceStands,
    raises: state.raises,
    reopenings: state.reopenings,
    extended: state.extended,
    supervised: state.supervised,
    merged_into: state.mergedInto,
    accepted_at: state.acceptedAt,
    acted_at: state.actedAt,
    resolved_at: state.resolvedAt,
    closed_at: state.closedAt,
    closing: state.closing,
    score: state.score,
    sequence: state.sequence,
  } satisfies Updateable<RequestsTable>
}

function handlerOf(
  level: Level,
  person: Selectable<RequestsTable>['handler_person_id'],
  desk: Selectable<RequestsTable>['handler_desk_id'],
): Handler | null {
  if (person) return { kind: 'lead', level, personId: person }
  return desk ? { kind: 'desk', level, deskId: desk } : null
}

export function aboutOf(row: Pick<Selectable<RequestsTable>, 'about_person_id' | 'about_desk_id'>): About | null {
  if (row.about_person_id) return { kind: 'lead', personId: row.about_person_id }
  return row.about_desk_id ? { kind: 'desk', deskId: row.about_desk_id } : null
}

/** The state out of its row and its voices. */
export function fromRow(row: Selectable<RequestsTable>, voices: readonly Voice[]): RequestState {
  return {
    id: row.id,
    communityId: row.community_id,
    placeId: row.place_id,
    kind: row.kind,
    clockClass: row.clock_class,
    about: aboutOf(row),
    status: row.status,
    category: row.category,
    level: row.level,
    handler: handlerOf(row.level, row.handler_person_id, row.handler_desk_id),
    handlerSince: row.handler_since,
    followers: row.followers,
    offer: row.offer_level === null ? null : handlerOf(row.offer_level, row.offer_person_id, row.offer_desk_id),
    deadline:
      row.deadline_kind && row.deadline_start_at && row.deadline_due_at
        ? {
            kind: row.deadline_kind,
            startAt: row.deadline_start_at,
            dueAt: row.deadline_due_at,
            halfAt: row.deadline_half_at,
            mostAt: row.deadline_most_at,
            marked: row.deadline_marked,
          }
        : null,
    promised: { actAt: row.act_promised_at, finishAt: row.finish_promised_at },
    left: row.clocks_left,
    pausedFrom: row.paused_from,
    unanswered: row.unanswered,
    acted: row.acted,
    finishMissedAt: row.finish_missed_at,
    voices,
    solvedLevel: row.solved_level,
    solvedBy: row.solved_by,
    returns: row.returns,
    choiceStands: row.choice_stands,
    raises: row.raises,
    reopenings: row.reopenings,
    extended: row.extended,
    supervised: row.supervised,
    mergedInto: row.merged_into,
    reportedAt: row.reported_at,
    acceptedAt: row.accepted_at,
    actedAt: row.acted_at,
    resolvedAt: row.resolved_at,
    closedAt: row.closed_at,
    closing: row.closing,
    score: row.score,
    sequence: row.sequence,
  }
}
