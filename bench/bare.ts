/** A row of the database as it is read, to be written again. */
export type Row = Readonly<Record<string, unknown>>

/** `insert` of a whole row with placeholders from a number on. */
export function insertOf(table: string, row: Row, from: number): string {
  const names = Object.keys(row)
  const places = names.map((_, index) => `$${from + index}`)
  return `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) values (${places.join(', ')})`
}

/** What was read as JSON is written as its text; arrays of plain values, bytes and moments as they are. */
export const valuesOf = (row: Row): unknown[] => Object.values(row).map(writableValue)

export function writableValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || value instanceof Date) return value
  return Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number')
    ? value
    : JSON.stringify(value)
}
