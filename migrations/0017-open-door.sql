-- The open door: what anybody may send without signing in, and what is looked at first.

-- One token bucket a row, for a device, a plaque, a network or a community: here and not in a server's memory, so that
-- several servers count together. Keys are keyed hashes; who and from where cannot be read from them. Not logged: it is
-- written with every report, tells of minutes, and an empty one after a crash does no harm. Shared, since a network
-- belongs to no community. Rows of yesterday are thrown away.
create unlogged table send_buckets (
  key bytea primary key,
  -- What is left, and since when; `most` and `per_second` say how it fills again.
  tokens double precision not null,
  at timestamptz not null,
  most double precision not null,
  per_second double precision not null,
  -- Of the last statement: how many were asked for, and how many were there.
  wanted int not null,
  granted int not null
  -- Room in each page and no index on what changes: a bucket is then updated in its place (HOT).
) with (fillfactor = 60);

-- Since when a community's door asks for proof of work, and until when; by a person, or by the rules.
create table guarded_doors (
  community_id uuid primary key references communities,
  since timestamptz not null,
  until timestamptz not null,
  by_person_id uuid references people
);
call silin_wall('guarded_doors');

-- Words that make somebody look first. `word` as it was typed, `plain` as it is looked for.
create table blocked_words (
  community_id uuid not null references communities,
  plain text not null,
  word text not null,
  added_by uuid not null references people,
  added_at timestamptz not null,
  primary key (community_id, plain)
);
call silin_wall('blocked_words');

-- What was sent and waits for somebody to look: a report, or a voice that joins one. The id is the report's own, so
-- that a repeat is the same thing.
create table held_reports (
  community_id uuid not null references communities,
  id uuid not null,
  what text not null check (what in ('report', 'join')),
  place_id uuid not null,
  -- The request that a voice joins.
  join_to uuid,
  number text not null,
  voice_id uuid not null,
  token_hash bytea not null,
  -- All that was sent, sealed.
  content_sealed bytea not null,
  photos uuid[] not null default '{}',
  category text,
  about_person_id uuid,
  channel text not null,
  person_id uuid,
  phone_hash bytea,
  device_hash bytea,
  -- Keyed hash of the sender's network and the day: what came from one sender is put aside together.
  source bytea not null,
  why text[] not null,
  held_at timestamptz not null,
  reminded_at timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'released', 'aside')),
  decided_at timestamptz,
  -- Nobody, where proof of work released it.
  decided_by uuid references people,
  reason text check (reason in ('spam', 'abuse', 'duplicate')),
  primary key (community_id, id),
  unique (community_id, token_hash),
  foreign key (community_id, place_id) references places (community_id, id),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state = 'aside') = (reason is not null))
);
create index held_reports_by_state on held_reports (community_id, state, held_at desc, id desc);
create index held_reports_by_source on held_reports (community_id, source) where state = 'waiting';
call silin_wall('held_reports');

-- What would have been held and never is, because it cannot wait: why somebody should look all the same.
alter table requests add column marks text[] not null default '{}';
create index requests_marked on requests (community_id, reported_at desc) where marks <> '{}';
-- Which device spoke, as a keyed hash that is another one for each request: one voice a device and matter.
alter table voices add column device_hash bytea;
