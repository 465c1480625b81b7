import type { Form } from '../../../platform/http/form.ts'
import { fieldsOf } from '../../../platform/http/problems.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import { type CommandId, commandId, newId, type RequestId, requestId } from '../../../platform/ids.ts'
import type { PlaqueCode } from '../../places/index.ts'
import { categoryCode, type Report, report } from '../model.ts'
import { withoutPersonalParts } from '../words-in-public.ts'
import { type KeptPhoto, photoFields } from './kept-photos.ts'
import { type AboutChoice, isAboutChoice, otherKind } from './kinds.ts'

/** A report as it was typed so far, right or wrong: what a page shows again, and what the next one carries on. */
export interface Draft {
  /** Made when the form is shown: sent twice, it is the same report. */
  readonly id: RequestId
  /** The same for words that are added to a neighbour's matter. */
  readonly tellId: CommandId
  readonly text: string
  /** A category's code, `other`, or nothing chosen yet. */
  readonly category: string
  readonly name: string
  readonly phone: string
  readonly complaint: boolean
  readonly about: AboutChoice | null
  readonly confidential: boolean
  readonly photos: readonly KeptPhoto[]
  /** "先打 119" was shown. */
  readonly warned: boolean
  /** What others see was shown, and who has said the same. */
  readonly confirmed: boolean
  /** Take phones and door numbers out before sending. */
  readonly clean: boolean
}

export type DraftErrors = Partial<Record<'text' | 'name' | 'phone' | 'photos', string>>

export function emptyDraft(category = ''): Draft {
  return {
    id: newId<RequestId>(),
    tellId: newId<CommandId>(),
    text: '',
    category,
    name: '',
    phone: '',
    complaint: false,
    about: null,
    confidential: false,
    photos: [],
    warned: false,
    confirmed: false,
    clean: false,
  }
}

/** The id under which a form was shown; a form without one gets a new one. */
export function formId(form: Form): RequestId {
  const given = requestId.safeParse(form.get('id'))
  return given.success ? given.data : newId<RequestId>()
}

export function draftOf(form: Form, id: RequestId, photos: readonly KeptPhoto[]): Draft {
  const typed = (name: string) => form.get(name) ?? ''
  const category = typed('category')
  const about = typed('about')
  const tellId = commandId.safeParse(form.get('tell'))
  return {
    id,
    tellId: tellId.success ? tellId.data : newId<CommandId>(),
    text: typed('text'),
    category: category === otherKind || categoryCode.safeParse(category).success ? category : '',
    name: typed('name'),
    phone: typed('phone'),
    // Whoever says whom it is about complains, whichever button they pressed: it must go around that person.
    complaint: typed('kind') === 'complaint' || isAboutChoice(about),
    about: isAboutChoice(about) ? about : null,
    confidential: typed('confidential') === '1',
    photos,
    warned: typed('warned') === '1',
    confirmed: typed('confirm') === '1',
    clean: typed('clean') === '1',
  }
}

/** Everything typed, as hidden fields. */
export function draftFields(draft: Draft): Record<string, string> {
  const fields: Record<string, string> = {
    id: draft.id,
    tell: draft.tellId,
    text: draft.text,
    category: draft.category,
    name: draft.name,
    phone: draft.phone,
    kind: draft.complaint ? 'complaint' : '',
    about: draft.about ?? '',
    confidential: draft.confidential ? '1' : '',
    warned: draft.warned ? '1' : '',
    ...photoFields(draft.photos),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

export const categoryOf = (draft: Draft): string | null =>
  draft.category === '' || draft.category === otherKind ? null : draft.category

/** Whom a draft complains about, when it is a complaint. */
export const complaintOf = (draft: Draft): Pick<Draft, 'about'> | null =>
  draft.complaint ? { about: draft.about } : null

/** Parses a draft once; from here on its values are trusted. */
export function parseDraft(
  draft: Draft,
  plaque: PlaqueCode,
  text: Text,
): { ok: true; report: Report } | { ok: false; errors: DraftErrors } {
  const category = categoryOf(draft)
  const parsed = report.safeParse({
    id: draft.id,
    plaque,
    text: draft.clean ? withoutPersonalParts(draft.text) : draft.text,
    ...(category !== null && { category }),
    kind: draft.complaint ? 'complaint' : 'help',
    photos: draft.photos.map((photo) => photo.id),
    ...(draft.name.trim() !== '' && { name: draft.name }),
    ...(draft.phone.trim() !== '' && { phone: draft.phone }),
    confidential: draft.confidential,
    ...(draft.about !== null && { about: draft.about }),
  })
  if (parsed.success) return { ok: true, report: parsed.data }
  const errors: DraftErrors = {}
  for (const { field, message } of fieldsOf(parsed.error.issues, text)) {
    if (field === 'name' || field === 'phone' || field === 'text') errors[field] ??= message
  }
  // Only "nothing said at all" is left to the model's own rule.
  if (parsed.error.issues.some((issue) => issue.code === 'custom')) errors.text = text('requests.page.text.missing')
  return { ok: false, errors: Object.keys(errors).length > 0 ? errors : { text: text('field.wrong') } }
}
