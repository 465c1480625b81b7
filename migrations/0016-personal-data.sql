-- Keys of sealed values, what was erased, and how long things are kept.

-- Data keys: each community's own, and the installation's for what is shared. `wrapped` is the key under the master key,
-- which is not in the database; `master` says under which one. A sealed value begins with the id of its key. A community
-- whose rows here are deleted cannot be read any more, in no backup that is restored later either. Shared: keys are looked
-- up before any scope; and no foreign key: a community's first values are sealed in the transaction that founds it.
create table data_keys (
  id uuid primary key,
  -- Null: the installation's.
  community_id uuid,
  -- seal: of values. hash: of keyed hashes. before: of values that were sealed before there were data keys.
  kind text not null check (kind in ('seal', 'hash', 'before')),
  version int not null,
  wrapped bytea not null,
  master bytea not null,
  made_at timestamptz not null default now(),
  -- When nothing was sealed with it any more: a newer version has taken its place in every row.
  retired_at timestamptz,
  unique nulls not distinct (kind, community_id, version)
);
