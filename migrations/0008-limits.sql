-- Limits on what anybody may leave behind.

-- A photo that no story and no post names after a day is taken away: first marked, so that nothing can name it any more,
-- then its bytes go, then its row. A server that is killed in between leaves a mark, and the next look goes on from there.
alter table files add column removed_at timestamptz;
create index files_to_remove on files (community_id, id) where removed_at is not null;

-- Tries to sign in that did not end well yet, and codes sent, for each account and phone: here and not in a server's
-- memory, so that several servers count together. Keys are keyed hashes; who and from where cannot be read from them.
-- Shared: this comes before anybody is known. Rows of yesterday are thrown away.
create table sign_in_trials (
  key bytea primary key,
  tries int not null,
  last_at timestamptz not null
);
create index sign_in_trials_oldest on sign_in_trials (last_at);
