import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Visitor } from '../../../platform/http/visitor.ts'
import type { OwnPerson, Phone, SignedIn } from '../../people/index.ts'
import type { Privacy } from '../service.ts'

export interface OwnPageDeps {
  readonly kit: PageKit
  readonly privacy: Privacy
  readonly account: Pick<OwnPerson, 'isAnothers' | 'isProven'>
  person(request: FastifyRequest): Promise<SignedIn | null>
  readonly signIn: {
    askCode(phone: Phone, reply: FastifyReply): Promise<{ waitSeconds: number }>
    provePhone(request: FastifyRequest, phone: Phone, code: string, reply: FastifyReply): Promise<boolean>
    signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>
    csrf(request: FastifyRequest): string
    check(request: FastifyRequest, token: string | undefined): Promise<void>
  }
}

/** Who reads the page, and what every form of theirs carries. */
export interface OwnReader extends Visitor {
  readonly csrf: string
}

/** A moment as the neighbourhood's clock shows it, wherever the reader is. */
export function sayAt(at: { toString(): string }, { language }: Pick<OwnReader, 'language'>): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(at.toString()))
}
