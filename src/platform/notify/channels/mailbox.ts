import addressparser from 'nodemailer/lib/addressparser'

/** The address in a header value that names exactly one mailbox, or null: a list must never fan out. */
export function soleMailbox(value: string): string | null {
  const [mailbox, ...others] = addressparser(value, { flatten: true })
  if (mailbox === undefined || others.length > 0) return null
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(mailbox.address) ? mailbox.address : null
}
