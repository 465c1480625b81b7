-- Keys of sealed values, what was erased, and how long things are kept.

-- Data keys: each community's own, and the installation's for what is shared. `wrapped` is the key under the master key,
-- which is not in the database; `master` says under which one. A sealed value begins with the id of its key. A community
-- whose rows here are deleted cannot be read any more; a backup made before brings its keys back with its rows. Shared:
-- keys are looked up before any scope; and no foreign key: a community's first values are sealed in the transaction that
-- founds it.
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

-- What people did with what is held on them: ids alone, never the data. Append-only; shared, since people are.
create table own_data_changes (
  -- Made by the page that asks: the same id again is the same act.
  id uuid primary key,
  person_id uuid not null references people,
  what text not null check (what in ('exported', 'name', 'phone', 'matter_erased', 'all_erased')),
  -- The matter that was erased.
  community_id uuid,
  voice_id uuid,
  photos boolean not null default false,
  at timestamptz not null
);
create index own_data_changes_by_person on own_data_changes (person_id, at desc);

-- When a voice's name and phone were taken from it and its words were freed of people, by whom: the neighbour themselves,
-- or the term after which they go.
alter table voices add column forgotten_at timestamptz;
-- When a request was freed of everything that points to a person: what is left is its story and its counts.
alter table requests add column anonymised_at timestamptz;
create index requests_to_anonymise on requests (community_id, closed_at) where anonymised_at is null and closed_at is not null;
create index voices_with_contact on voices (community_id, request_id) where name_sealed is not null or phone_sealed is not null;
create index requests_merged on requests (community_id, merged_into) where merged_into is not null;

-- How long kinds of records are kept here, where a district wants it otherwise; within the bounds of the law, which the
-- application knows. Shared: it holds for the installation.
create table retention_days (
  kind text primary key,
  days int not null check (days > 0),
  person_id uuid references people,
  changed_at timestamptz not null default now()
);

-- Who looked stays for three years, whatever an application is made to do: the row itself says when it may go.
create function only_after_three_years() returns trigger language plpgsql as $$
begin
  if old.opened_at > now() - interval '3 years' then
    raise exception 'contact openings are kept for three years' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
create trigger only_after_three_years before delete on contact_openings for each row execute function only_after_three_years();
create index contact_openings_oldest on contact_openings (community_id, opened_at);
