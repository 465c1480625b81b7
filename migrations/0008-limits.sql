-- Limits on what anybody may leave behind.

-- A photo that no story and no post names after a day is taken away: first marked, so that nothing can name it any more,
-- then its bytes go, then its row. A server that is killed in between leaves a mark, and the next look goes on from there.
alter table files add column removed_at timestamptz;
create index files_to_remove on files (community_id, id) where removed_at is not null;
