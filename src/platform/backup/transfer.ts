/**
 * Tables that a backup leaves out: what it says itself (the migrations), a restore's own mark, and what opens doors for
 * some hours or days only, or counts against floods. Sessions, codes and trusted devices that are taken back are deleted; a restored copy would bring them to life
 * again, and a stolen backup would sign its thief in. Everybody signs in anew after a restore.
 */
export const leftOut: readonly string[] = [
  'silin_migrations',
  'silin_restore',
  'session',
  'verification',
  'sign_in_sessions',
  'sign_in_codes',
  'known_devices',
  'send_buckets',
  // Counted anew from the events: the cursor is a place in the order of one database's transactions.
  'request_figures',
  'figure_cursors',
]

/**
 * Columns that mean something in one database cluster only, and whose default is right in another one: the transaction
 * that wrote an event. Restored, all of them are of the restoring transaction, which is what happened there.
 */
export const leftOutColumns: readonly string[] = ['request_events.xact']

/** Both sides write and read values alike, however the server is set, and take the time they need. */
export const transferSettings = `
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set xmloption = 'content'; set client_encoding = 'UTF8'; set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0; set lock_timeout = '60s'; set search_path = public`
